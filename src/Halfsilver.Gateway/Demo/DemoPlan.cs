using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Demo;

/// <summary>The demo's plan: everything to shop-v1, a copy of everything safe to shop-v2.</summary>
internal static class DemoPlan
{
    /// <summary>Builds it for two running shops.</summary>
    public static Plan Build(int v1Port, int v2Port, string listen, string admin) => new()
    {
        Gateway = "demo",
        EntryPoints = [EntryPoint.Default with { Listen = listen }],
        Services = ImmutableDictionary.CreateRange<string, Service>(StringComparer.Ordinal,
        [
            new("shop-v1", At("shop-v1", v1Port)),
            new("shop-v2", At("shop-v2", v2Port)),
        ]),
        Routes =
        [
            new Halfsilver.Planning.Route
            {
                Name = "shop",
                Rule = AnyRule.Instance,
                Action = new ForwardAction(new ServiceRef("shop-v1")),
                Mirrors = [new Mirror { Name = "v2", Target = new ServiceRef("shop-v2"), Share = Share.All }],
            },
        ],
        Admin = new AdminSettings { Listen = admin },
        Logs = new LogSettings { Level = "warn" },
        Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(2), Copies = TimeSpan.FromSeconds(1) },
    };

    private static EndpointsService At(string name, int port) =>
        new() { Name = name, Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = port }] };
}
