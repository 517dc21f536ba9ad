using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;

namespace Halfsilver.Gateway.Tests.Dialects.Kong;

/// <summary>A gateway of a declarative file.</summary>
internal static class KongGateway
{
    /// <summary>A service <c>a</c> with one route <c>r</c> at <c>/x</c>, and a plugin.</summary>
    public static string WithPlugin(string plugin) => $$"""
        _format_version: "3.0"
        services:
        - { name: a, url: "http://a", routes: [ { name: r, paths: [ /x ], strip_path: false, plugins: [ {{plugin}} ] } ] }
        """;

    public static Plan Plan(string file, params (string Name, LoopbackServer To)[] pins) => DialectGateway.PinnedPlan("kong", file, pins);

    public static Task<TestGateway> StartAsync(string file, params (string Name, LoopbackServer To)[] pins) => DialectGateway.StartAsync("kong", pins, file);
}
