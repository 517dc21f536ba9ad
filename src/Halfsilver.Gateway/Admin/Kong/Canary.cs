using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>A share of a service's requests that another address answers.</summary>
/// <param name="Host">Its host.</param>
/// <param name="Port">Its port.</param>
/// <param name="Percentage">The share, 0 to 100.</param>
internal sealed record Canary(string Host, int Port, decimal Percentage)
{
    /// <summary>The member of a service that holds it.</summary>
    public const string Member = "canary";

    /// <summary>What its body holds.</summary>
    public static ImmutableArray<EntityField> Fields { get; } =
    [
        new("canaryHost", new TextRule(EntityTables.HostFault)) { Required = true },
        new("canaryPort", new NumberRule(1, 65_535)) { Required = true },
        new("percentage", new NumberRule(0, 100, whole: false)) { Required = true },
    ];

    /// <summary>That of a service; null where it has none.</summary>
    public static Canary? Of(JsonObject service) => service[Member] is JsonObject map
        ? new Canary(map.Text("canaryHost")!, (int)StrictJson.Number(map["canaryPort"])!, (decimal)StrictJson.Number(map["percentage"])!)
        : null;

    /// <summary>The services with a split in this one's place; both parts have names of their own.</summary>
    public ImmutableDictionary<string, Service> Split(ImmutableDictionary<string, Service> services, EndpointsService service)
    {
        var share = Share.FromPercent(Percentage)!.Millionths;
        var stable = service with { Name = $"{KongReading.OwnNames}{service.Name}-stable" };
        var canary = service with
        {
            Name = $"{KongReading.OwnNames}{service.Name}-canary",
            Endpoints = [new EndpointAddress { Host = Host is ['[', .., ']'] ? Host[1..^1] : Host, Port = Port, Tls = service.Endpoints.Any(endpoint => endpoint.Tls) }],
        };
        return services.SetItem(stable.Name, stable).SetItem(canary.Name, canary).SetItem(service.Name, new WeightedService
        {
            Name = service.Name,
            To = [new WeightedRef(new ServiceRef(stable.Name), Share.Whole - share), new WeightedRef(new ServiceRef(canary.Name), share)],
        });
    }
}
