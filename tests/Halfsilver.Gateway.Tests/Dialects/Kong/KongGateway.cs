using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.Kong;

/// <summary>A gateway of a declarative file, on free ports, its names pinned to servers of the test.</summary>
internal static class KongGateway
{
    /// <summary>A service <c>a</c> with one route <c>r</c> at <c>/x</c>, and a plugin.</summary>
    public static string WithPlugin(string plugin) => $$"""
        _format_version: "3.0"
        services:
        - { name: a, url: "http://a", routes: [ { name: r, paths: [ /x ], strip_path: false, plugins: [ {{plugin}} ] } ] }
        """;

    public static Plan Plan(string file, params (string Name, LoopbackServer To)[] pins)
    {
        var group = Assert.Single(DialectBook.Group([new DialectText("kong.yml", file)]));
        Assert.Equal("kong", group.Dialect.Name);
        var reading = group.Dialect.Read(group.Files);
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))));
        return reading.Plan with
        {
            EntryPoints = [.. reading.Plan.EntryPoints.Select(point => point with { Listen = "127.0.0.1:0" })],
            Admin = new AdminSettings { Listen = "127.0.0.1:0" },
            Resolve = pins.ToImmutableDictionary(pin => pin.Name, pin => pin.To.Authority, StringComparer.Ordinal),
            Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
        };
    }

    public static Task<TestGateway> StartAsync(string file, params (string Name, LoopbackServer To)[] pins) => TestGateway.StartAsync(Plan(file, pins));

    /// <summary>Asks once on a connection of its own.</summary>
    public static async Task<ReceivedAnswer> AskOnceAsync(this TestGateway gateway, string request)
    {
        await using var client = await gateway.ConnectAsync();
        return await client.AskAsync(request);
    }

    public static Task<ReceivedAnswer> GetAsync(this TestGateway gateway, string target, string host = "shop", string fields = "") =>
        gateway.AskOnceAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n");
}
