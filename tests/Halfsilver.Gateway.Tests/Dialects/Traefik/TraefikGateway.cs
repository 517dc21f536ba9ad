using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.Traefik;

/// <summary>Traefik's files in a gateway: every entry point on a free port, names pinned as <c>--resolve</c> does it.</summary>
internal static class TraefikGateway
{
    public static Plan PlanOf(params string[] files)
    {
        ImmutableArray<DialectText> texts = [.. files.Select((file, i) => new DialectText($"file-{i}", file))];
        var group = Assert.Single(DialectBook.Group(texts));
        Assert.Equal("traefik", group.Dialect.Name);
        var reading = group.Dialect.Read(group.Files);
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))));
        return reading.Plan with
        {
            EntryPoints = [.. reading.Plan.EntryPoints.Select(point => point with { Listen = "127.0.0.1:0" })],
            Admin = new AdminSettings { Listen = "127.0.0.1:0" },
            Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
        };
    }

    public static Task<TestGateway> StartAsync(params string[] files) => TestGateway.StartAsync(PlanOf(files));

    /// <summary>Pins names of the files to servers of the test.</summary>
    public static Task<TestGateway> StartAsync(IEnumerable<(string Name, LoopbackServer Server)> pins, params string[] files) =>
        TestGateway.StartAsync(PlanOf(files) with
        {
            Resolve = pins.ToImmutableDictionary(pin => pin.Name, pin => pin.Server.Authority, StringComparer.Ordinal),
        });

    /// <summary>Asks so many times on one connection; every answer is 200.</summary>
    public static async Task AskAsync(this TestGateway gateway, int times, string request = "GET /whoami HTTP/1.1\r\nHost: a.test\r\n\r\n")
    {
        await using var client = await gateway.ConnectAsync();
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(200, (await client.AskAsync(request)).Status);
        }
    }

    /// <summary>Waits until a mirror's books are at rest, and holds them against its upstream.</summary>
    public static async Task CopiesAsync(this TestGateway gateway, string mirror, RecordingUpstream upstream, int matched, int copies)
    {
        await BooksOf.BalanceAsync(gateway.Host, matched, mirror);
        Assert.Equal(copies, upstream.Count);
        Assert.Empty(upstream.Torn);
    }
}
