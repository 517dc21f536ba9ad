using System.Collections.Immutable;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Halfsilver.Sending;

namespace Halfsilver.Gateway.Tests.Fakes;

/// <summary>Plans and copies that tests begin with.</summary>
internal static class Plans
{
    public static Plan Shop { get; } = new()
    {
        Gateway = "test",
        Services = new Dictionary<string, Service>(StringComparer.Ordinal)
        {
            ["v1"] = Endpoint("v1", 7001),
            ["v2"] = Endpoint("v2", 7002),
            ["both"] = new MirroringService { Name = "both", Primary = new ServiceRef("v1"), Mirrors = [Mirror("inner", "v2", 5)] },
        }.ToImmutableDictionary(StringComparer.Ordinal),
        Routes =
        [
            new Route { Name = "shop", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef("v1")), Mirrors = [Mirror("v2", "v2", 25)] },
            new Route { Name = "orders", Rule = new PathPrefixRule("/orders"), Action = new ForwardAction(new ServiceRef("both")) },
        ],
    };

    public static Mirror Mirror(string name, string service, decimal percent) =>
        new() { Name = name, Target = new ServiceRef(service), Share = Share.FromPercent(percent)! };

    public static EndpointsService Endpoint(string name, int port) =>
        new() { Name = name, Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = port }] };

    public static EndedCopy Copy(string path = "/products/7", Fate fate = Fate.Answered, int mirror = 200, string route = "shop", string name = "v2") => new()
    {
        At = FakeGateway.At,
        Route = route,
        Mirror = name,
        Method = "GET",
        Path = path,
        Fate = fate,
        PrimaryStatus = 200,
        MirrorStatus = mirror,
        PrimaryTime = TimeSpan.FromMilliseconds(3.2),
        MirrorTime = TimeSpan.FromMilliseconds(5.4),
    };
}
