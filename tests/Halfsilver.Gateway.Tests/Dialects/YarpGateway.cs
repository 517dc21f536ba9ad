using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>A gateway of an application's settings with YARP's section, on free ports.</summary>
internal static class YarpGateway
{
    public static Task<TestGateway> StartAsync(string file, params (string Name, LoopbackServer To)[] pins) => TestGateway.StartAsync(Plan(file, pins));

    public static Plan Plan(string file, params (string Name, LoopbackServer To)[] pins)
    {
        var reading = DialectBook.For("yarp").Read([new DialectText("appsettings.json", file)]);
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))));
        return reading.Plan with
        {
            EntryPoints = [reading.Plan.EntryPoints[0] with { Listen = "127.0.0.1:0" }],
            Admin = new AdminSettings { Listen = "127.0.0.1:0" },
            Resolve = pins.ToImmutableDictionary(pin => $"{pin.Name}:80", pin => pin.To.Authority, StringComparer.Ordinal),
            Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
        };
    }

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
    public static string Mirrored(string metadata = "", string more = "", string percent = "100") => File($$"""
        "all": { "ClusterId": "a", "Match": { "Path": "/{**rest}" }{{more}}, "Metadata": { "Mirror.ClusterId": "b", "Mirror.Percent": "{{percent}}"{{metadata}} } }
        """);
}
