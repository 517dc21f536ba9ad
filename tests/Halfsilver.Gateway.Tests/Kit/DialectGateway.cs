using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>Files of a dialect in a gateway: every entry point on a free port, names pinned as <c>--resolve</c> does it.</summary>
internal static class DialectGateway
{
    /// <summary>The plan of files that are this dialect's by their content; a pin without a port is one of port 80.</summary>
    public static Plan PlanOf(string dialect, IEnumerable<(string Name, string To)> pins, params string[] files)
    {
        ImmutableArray<DialectText> texts = [.. files.Select((file, i) => new DialectText($"file-{i}", file))];
        var group = Assert.Single(DialectBook.Group(texts));
        Assert.Equal(dialect, group.Dialect.Name);
        var reading = group.Dialect.Read(group.Files);
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))));
        var plan = reading.Plan with
        {
            EntryPoints = [.. reading.Plan.EntryPoints.Select(point => point with { Listen = "127.0.0.1:0" })],
            Admin = new AdminSettings { Listen = "127.0.0.1:0" },
            Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
            Resolve = pins.ToImmutableDictionary(pin => pin.Name.Contains(':', StringComparison.Ordinal) ? pin.Name : $"{pin.Name}:80", pin => pin.To, StringComparer.Ordinal),
        };
        return plan.Patient();
    }

    public static Plan PinnedPlan(string dialect, string file, params IEnumerable<(string Name, LoopbackServer To)> pins) =>
        PlanOf(dialect, pins.Select(pin => (pin.Name, pin.To.Authority)), file);

    public static Task<TestGateway> StartAsync(string dialect, IEnumerable<(string Name, LoopbackServer To)> pins, params string[] files) =>
        TestGateway.StartAsync(PlanOf(dialect, pins.Select(pin => (pin.Name, pin.To.Authority)), files));

    /// <summary>Asks once, on a connection of its own.</summary>
    public static async Task<ReceivedAnswer> AskOnceAsync(this TestGateway gateway, string request)
    {
        await using var client = await gateway.ConnectAsync();
        return await client.AskAsync(request);
    }

    /// <summary>A GET of a path on a connection of its own.</summary>
    public static Task<ReceivedAnswer> GetAsync(this TestGateway gateway, string path, string host = "a.test", string fields = "") =>
        gateway.AskOnceAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n");

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
