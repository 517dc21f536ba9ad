using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>A gateway of a Vrata file, on free ports, its names pinned to servers of the test.</summary>
internal static class VrataGateway
{
    public static Task<TestGateway> StartAsync(string file, params (string Name, LoopbackServer To)[] pins) => TestGateway.StartAsync(Plan(file, pins));

    public static Plan Plan(string file, params (string Name, LoopbackServer To)[] pins)
    {
        var reading = DialectBook.For("vrata").Read(new DialectText("snapshot.json", file));
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))));
        return reading.Plan with
        {
            EntryPoints = [reading.Plan.EntryPoints[0] with { Listen = "127.0.0.1:0" }],
            Admin = new AdminSettings { Listen = "127.0.0.1:0" },
            Resolve = pins.ToImmutableDictionary(pin => $"{pin.Name}:80", pin => pin.To.Authority, StringComparer.Ordinal),
            Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
        };
    }

    /// <summary>A file around one forward as the documentation writes it; a destination's id is its name and its host without brackets.</summary>
    public static string File(string forward, string match = "{}", string more = "", params string[] ids)
    {
        var destinations = ids.Select(id => $$"""{ "id": "<{{id}}>", "name": "{{id}}", "host": "{{id}}", "port": 80 }""");
        return $$"""
            { "listeners": [{ "id": "l", "name": "web", "port": 3000 }],
              "routes": [{ "id": "r", "name": "route", "match": {{match}}, "forward": {{forward}} {{more}} }],
              "destinations": [{{string.Join(", ", destinations)}}] }
            """;
    }

    /// <summary>A forward to <c>a</c> with a mirror to <c>b</c>, whatever else stands in the mirror.</summary>
    public static string Mirrored(string mirror = "", string more = "") => $$"""
        { "destinations": [{ "destinationId": "<a>", "weight": 100 }], "mirror": { "destinationId": "<b>"{{mirror}} }{{more}} }
        """;
}
