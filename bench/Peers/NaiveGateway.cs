using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Configuration;

namespace Halfsilver.Peers;

/// <summary>YARP with a mirror as it is written in an afternoon.</summary>
internal static class NaiveGateway
{
    public static async Task RunAsync(Facts facts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = null;
            server.Listen(IPEndPoint.Parse(facts.Listen), point => point.Protocols = HttpProtocols.Http1);
            server.Listen(IPEndPoint.Parse(facts.Http2), point => point.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "primary", Match = new RouteMatch { Path = "/{**rest}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "primary",
                    Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["primary"] = new() { Address = facts.Primary } },
                },
            ]);
        await using var app = builder.Build();
        using var mirror = new NaiveMirror(facts.Routes);
        app.Use(mirror.CopyAsync);
        app.MapReverseProxy();
        await app.RunAsync();
    }
}
