using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>A gateway of an application's settings with YARP's section.</summary>
internal static class YarpGateway
{
    public static Task<TestGateway> StartAsync(string file, params (string Name, LoopbackServer To)[] pins) => DialectGateway.StartAsync("yarp", pins, file);

    public static Plan Plan(string file, params (string Name, LoopbackServer To)[] pins) => DialectGateway.PinnedPlan("yarp", file, pins);

    /// <summary>Settings with these routes; clusters <c>a</c>, <c>b</c> and <c>c</c> lead to hosts of their names.</summary>
    public static string File(string routes) => $$"""
        {
          // The proxy.
          "ReverseProxy": {
            "Routes": { {{routes}} },
            "Clusters": {
              "a": { "Destinations": { "one": { "Address": "http://a/" } } },
              "b": { "Destinations": { "one": { "Address": "http://b/base/" } } },
              "c": { "Destinations": { "one": { "Address": "http://c", "Host": "inner.test" } } }
            }
          }
        }
        """;

    /// <summary>A route to <c>a</c> for every path, copied to <c>b</c>.</summary>
    public static string Mirrored(string metadata = "", string more = "") => File($$"""
        "all": { "ClusterId": "a", "Match": { "Path": "/{**rest}" }{{more}}, "Metadata": { "Mirror.ClusterId": "b", "Mirror.Percent": "100"{{metadata}} } }
        """);
}
