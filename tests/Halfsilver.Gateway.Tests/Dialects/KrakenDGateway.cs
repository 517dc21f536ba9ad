using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>A gateway of a KrakenD file.</summary>
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

    public static Task<TestGateway> StartAsync(string file, params (string Name, LoopbackServer To)[] pins) => DialectGateway.StartAsync("krakend", pins, file);

    public static Plan Plan(string file, params (string Name, LoopbackServer To)[] pins) => DialectGateway.PinnedPlan("krakend", file, pins);

    /// <summary>A file with one endpoint, its backends on <c>a</c> and its shadow on <c>b</c> unless they say otherwise.</summary>
    public static string File(string endpoint) => $$"""{ "version": 3, "host": ["http://a"], "timeout": "20s", "endpoints": [{{endpoint}}] }""";

    public static RecordingUpstream Json(string body, int status = 200) =>
        RecordingUpstream.Start(new Answer { Status = status, Body = System.Text.Encoding.UTF8.GetBytes(body), Fields = ["Content-Type: application/json"] });
}
