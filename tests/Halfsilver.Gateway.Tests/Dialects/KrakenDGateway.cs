using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>A gateway of a KrakenD file, on free ports, its names pinned to servers of the test.</summary>
internal static class KrakenDGateway
{
    /// <summary>The seed's own example, as written.</summary>
    public const string Seed = """
        {
            "endpoint": "/user/{id}",
            "timeout": "150ms",
            "backend": [
                {
                    "host": [ "http://my.api.com" ],
                    "url_pattern": "/v1/user/{id}"
                },
                {
                    "host": [ "http://my.api.com" ],
                    "url_pattern": "/v2/user/{id}",
                    "extra_config": {
                        "proxy": {
                            "shadow": true
                        }
                    }
                }
            ]
        }
        """;

    public static Task<TestGateway> StartAsync(string file, params (string Name, LoopbackServer To)[] pins) => TestGateway.StartAsync(Plan(file, pins));

    public static Plan Plan(string file, params (string Name, LoopbackServer To)[] pins)
    {
        var reading = DialectBook.For("krakend").Read(new DialectText("krakend.json", file));
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))));
        return reading.Plan with
        {
            EntryPoints = [reading.Plan.EntryPoints[0] with { Listen = "127.0.0.1:0" }],
            Admin = new AdminSettings { Listen = "127.0.0.1:0" },
            Resolve = pins.ToImmutableDictionary(pin => pin.Name, pin => pin.To.Authority, StringComparer.Ordinal),
            Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
        };
    }

    /// <summary>A file with one endpoint, its backends on <c>a</c> and its shadow on <c>b</c> unless they say otherwise.</summary>
    public static string File(string endpoint) => $$"""{ "version": 3, "host": ["http://a"], "timeout": "20s", "endpoints": [{{endpoint}}] }""";

    public static RecordingUpstream Json(string body, int status = 200) =>
        RecordingUpstream.Start(new Answer { Status = status, Body = System.Text.Encoding.UTF8.GetBytes(body), Fields = ["Content-Type: application/json"] });

    public static async Task<ReceivedAnswer> AskAsync(this TestGateway gateway, string request)
    {
        await using var client = await gateway.ConnectAsync();
        return await client.AskAsync(request);
    }
}
