using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>A gateway of a Vrata file.</summary>
internal static class VrataGateway
{
    public static Task<TestGateway> StartAsync(string file, params (string Name, LoopbackServer To)[] pins) => DialectGateway.StartAsync("vrata", pins, file);

    public static Plan Plan(string file, params (string Name, LoopbackServer To)[] pins) => DialectGateway.PinnedPlan("vrata", file, pins);

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
