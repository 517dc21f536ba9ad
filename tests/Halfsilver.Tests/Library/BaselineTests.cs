using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>Baselines of an application's mirrors.</summary>
public sealed class BaselineTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_baseline_gets_what_its_candidates_sampler_chose(bool enabled)
    {
        await using var candidate = RecordingUpstream.Start();
        await using var twin = RecordingUpstream.Start();

        // The baseline is named first: the order must not matter.
        await using var app = await HostedApp.StartAsync(options =>
        {
            HostedApp.To(options, twin, mirror => mirror with { Role = MirrorRole.Baseline }, "twin");
            HostedApp.To(options, candidate, mirror => mirror with { Share = Share.FromPercent(25)!, Enabled = enabled });
        });
        await using var client = await app.ConnectAsync();
        for (var i = 0; i < 40; i++)
        {
            await client.AskAsync($"GET /plain?{i} HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        var books = await app.BalancedAsync(40, "twin");

        Assert.Equal(enabled ? 10 : 0, books.SentCount);
        Assert.Equal(enabled ? 30 : 40, books[Fate.NotSampled]);
        await candidate.WaitForAsync(enabled ? 10 : 0);
        Assert.Equal(candidate.Begun.Select(copy => copy.Target).Order(StringComparer.Ordinal), twin.Begun.Select(copy => copy.Target).Order(StringComparer.Ordinal));
    }
}
