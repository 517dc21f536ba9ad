using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Keys of the file provider's services.</summary>
internal static class ServiceKeys
{
    public static GroupShape Service => field ??= new("service", "A service: of one type.", () =>
    [
        new("loadBalancer", LoadBalancer, "Servers."),
        new("weighted", Weighted, "One of several services, by weight."),
        new("highestRandomWeight", HighestRandomWeight, "One of several services, by the client's address.")
        {
            Approximated = "the services are chosen in turn by weight, not by the client's address",
        },
        new("mirroring", Mirroring, "A service, and others that get copies of its requests."),
        new("failover", Failover, "A service, and another for when it cannot answer."),
        new("middlewares", References, "Middlewares of the service."),
    ])
    { ExactlyOne = [["loadBalancer", "weighted", "highestRandomWeight", "mirroring", "failover"]] };

    /// <summary>A health check of a whole service, which tells only whether it is looked at from above.</summary>
    public static Key PassesHealth { get; } = Ignored(
        "healthCheck", "Whether services above know if this one is well.", "they always do: each asks the endpoints below it");

    /// <summary>What tells clients apart.</summary>
    public static Key Sticky { get; } = new("sticky", Any, "Whether a client stays with a server, by a cookie.")
    {
        Approximated = "no cookie is set; a client's requests go to the servers in turn",
    };

    private static GroupShape LoadBalancer => field ??= new("loadBalancer", "Servers that answer.", () =>
    [
        new("servers", new ListShape("servers", Server), "The servers."),
        .. BalancerKeys.All,
    ]);

    private static GroupShape Server => field ??= new("server", "A server.", () =>
    [
        new("url", ServerUrl, "Its URL: http, https or h2c.") { Required = true },
        new("weight", new IntegerShape(0, 1_000_000), "Its share among the servers.") { Default = 1 },
        new("preservePath", Kinds.Bool, "Whether the URL's path stands before the request's. Else it means nothing.") { Default = false },
    ]);

    private static GroupShape Weighted => field ??= new("weighted", "One of several services, by weight.", () =>
    [
        new("services", new ListShape("services", WeightedEntry), "The services."),
        Sticky,
        PassesHealth,
    ]);

    private static GroupShape HighestRandomWeight => field ??= new("highestRandomWeight", "One of several services, by the client's address.", () =>
    [
        new("services", new ListShape("services", WeightedEntry), "The services."),
        PassesHealth,
    ]);

    private static GroupShape WeightedEntry => field ??= new("weightedService", "One of several services.", () =>
    [
        new("name", Reference, "The service.") { Required = true },
        new("weight", new IntegerShape(0, 1_000_000), "Its share.") { Default = 1 },
    ]);

    private static GroupShape Mirroring => field ??= new("mirroring", "A service, and others that get copies of its requests once it has answered.", () =>
    [
        new("service", Reference, "The service that answers.") { Required = true },
        new("mirrorBody", Kinds.Bool, "Whether copies carry the body; without it they have length 0.") { Default = true },
        new("maxBodySize", Bytes, "Bytes of the largest body that is copied; a request with a larger one is not mirrored. -1 is no limit.") { Default = -1 },
        new("mirrors", new ListShape("mirrors", Mirror), "The mirrors."),
        PassesHealth,
    ]);

    private static GroupShape Mirror => field ??= new("mirror", "A service that gets copies.", () =>
    [
        new("name", Reference, "The service.") { Required = true },
        new("percent", Percent, "Percent of the requests that are copied.") { Default = 0 },
    ]);

    private static GroupShape Failover => field ??= new("failover", "A service, and another for when it cannot answer.", () =>
    [
        new("service", Reference, "The service that answers.") { Required = true },
        new("fallback", Reference, "The service that answers where the first cannot.") { Required = true },
        new("errors", FailoverErrors, "Answers of the first that count as none."),
        PassesHealth,
    ]);

    public static GroupShape FailoverErrors => field ??= new("failoverErrors", "Answers that count as none.", () =>
    [
        new("status", new ListShape("statuses", Statuses), "Their statuses, as 500 or 500-599."),
        new("maxRequestBodyBytes", Bytes, "Bytes of the largest body that is kept to be sent once more; -1 is no limit.") { Default = -1 },
    ]);

    /// <summary>A status, or some from one to another.</summary>
    public static ParsedShape Statuses { get; } = Native.Keys.HealthKeys.Statuses;
}
