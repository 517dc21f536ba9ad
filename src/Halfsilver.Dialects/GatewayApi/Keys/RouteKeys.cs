using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.GatewayApi.Keys.GatewayKinds;

namespace Halfsilver.Dialects.GatewayApi.Keys;

/// <summary>Keys of routes.</summary>
internal static class RouteKeys
{
    public static GroupShape HttpRoute => field ??= KubernetesKeys.Object("httpRoute", "Rules for requests of HTTP.", new Key("spec", HttpSpec, "What it is.") { Required = true });

    public static GroupShape GrpcRoute => field ??= KubernetesKeys.Object("grpcRoute", "Rules for calls of gRPC.", new Key("spec", GrpcSpec, "What it is.") { Required = true });

    private static GroupShape HttpSpec => field ??= new("httpRouteSpec", "What an HTTPRoute is.", () =>
    [
        .. Common,
        new("rules", new ListShape("rules", HttpRule) { AtMost = 16 }, "The rules.") { DefaultWords = "one that takes everything and answers 500" },
    ]);

    private static GroupShape GrpcSpec => field ??= new("grpcRouteSpec", "What a GRPCRoute is.", () =>
    [
        .. Common,
        new("rules", new ListShape("rules", GrpcRule) { AtMost = 16 }, "The rules."),
    ]);

    private static ImmutableArray<Key> Common =>
    [
        new("parentRefs", new ListShape("parents", Parent) { AtMost = 32 }, "The Gateways it attaches to."),
        new("hostnames", new ListShape("hosts", Hostname) { AtMost = 16 }, "Its hosts; what they share with those of a listener is served there.") { DefaultWords = "those of the listener" },
        Ignored("useDefaultGateways", "Whether it attaches to default Gateways.", "routes name their parents"),
    ];

    private static GroupShape Parent => field ??= new("parentRef", "A Gateway, or one of its listeners.", () =>
    [
        new("group", Kinds.Text, "Its group.") { Default = "gateway.networking.k8s.io" },
        new("kind", Kinds.Text, "Gateway; others are not read.") { Default = "Gateway" },
        new("namespace", KubernetesKeys.Name, "Its namespace.") { DefaultWords = "the route's" },
        new("name", KubernetesKeys.Name, "Its name.") { Required = true },
        new("sectionName", Kinds.Text, "One of its listeners, by name.") { DefaultWords = "all" },
        new("port", Kinds.PortNumber, "Those of its listeners with this port.") { DefaultWords = "all" },
    ]);

    private static GroupShape HttpRule => field ??= new("httpRule", "What is done with some requests.", () =>
    [
        new("name", Kinds.Text, "Its name."),
        new("matches", new ListShape("matches", HttpMatch) { AtMost = 64 }, "Which requests: one of these must hold.") { DefaultWords = "all" },
        new("filters", new ListShape("filters", FilterKeys.HttpFilter) { AtMost = 16 }, "What is done to them on the way."),
        new("backendRefs", new ListShape("backends", HttpBackend) { AtMost = 16 }, "Who answers, one of several by weight. None, or none that is right, answers 500."),
        new("timeouts", Timeouts, "How long it may take."),
        Approximated("retry", "Asks once more.", "a request is sent once more only on a kept connection that was closed before an answer began"),
        Approximated("sessionPersistence", "Sends a session's requests to one endpoint.", "requests of a session may go to several endpoints"),
    ]);

    private static GroupShape GrpcRule => field ??= new("grpcRule", "What is done with some calls.", () =>
    [
        new("name", Kinds.Text, "Its name."),
        new("matches", new ListShape("matches", GrpcMatch) { AtMost = 64 }, "Which calls: one of these must hold.") { DefaultWords = "all" },
        new("filters", new ListShape("filters", FilterKeys.GrpcFilter) { AtMost = 16 }, "What is done to them on the way."),
        new("backendRefs", new ListShape("backends", GrpcBackend) { AtMost = 16 }, "Who answers, one of several by weight. None, or none that is right, answers 500."),
        Approximated("sessionPersistence", "Sends a session's calls to one endpoint.", "calls of a session may go to several endpoints"),
    ]);

    private static GroupShape HttpMatch => field ??= new("httpMatch", "Tests that must all hold.", () =>
    [
        new("path", PathMatch, "The path.") { DefaultWords = "every path" },
        new("headers", new ListShape("tests", ValueMatch) { AtMost = 16 }, "Headers; of two for one name the first counts."),
        new("queryParams", new ListShape("tests", QueryMatch) { AtMost = 16 }, "Query parameters; of two for one name the first counts."),
        new("method", Kinds.Method, "The method.") { DefaultWords = "every method" },
    ]);

    private static GroupShape PathMatch => field ??= new("pathMatch", "A test of the path.", () =>
    [
        new("type", new ChoiceShape("PathPrefix", "Exact", "RegularExpression"), "PathPrefix ends at a segment's end; an expression matches the whole path.") { Default = "PathPrefix" },
        new("value", Kinds.Text, "What it is compared with.") { Default = "/" },
    ]);

    private static GroupShape ValueMatch => field ??= new("headerMatch", "A test of a header.", () =>
    [
        new("type", MatchType, "An expression matches the whole value.") { Default = "Exact" },
        new("name", Kinds.FieldName, "The header.") { Required = true },
        new("value", Value, "What it is compared with.") { Required = true },
    ]);

    private static GroupShape QueryMatch => field ??= new("queryParamMatch", "A test of a query parameter.", () =>
    [
        new("type", MatchType, "An expression matches the whole value.") { Default = "Exact" },
        new("name", Kinds.Text, "The parameter.") { Required = true, Sample = "page" },
        new("value", Value, "What it is compared with.") { Required = true },
    ]);

    private static ChoiceShape MatchType { get; } = new("Exact", "RegularExpression");

    private static GroupShape GrpcMatch => field ??= new("grpcMatch", "Tests that must all hold.", () =>
    [
        new("method", GrpcMethod, "Service and method.") { DefaultWords = "all" },
        new("headers", new ListShape("tests", ValueMatch) { AtMost = 16 }, "Metadata; of two for one name the first counts."),
    ]);

    private static GroupShape GrpcMethod => field ??= new("grpcMethod", "A test of service and method; at least one of the two.", () =>
    [
        new("type", MatchType, "Expressions match whole names.") { Default = "Exact" },
        new("service", Kinds.Text, "The service, as shop.Orders.") { DefaultWords = "all" },
        new("method", Kinds.Text, "The method.") { DefaultWords = "all" },
    ]);

    private static GroupShape HttpBackend => field ??= new("httpBackend", "Who answers.", () => [.. Backend, new("filters", new ListShape("filters", FilterKeys.HttpFilter) { AtMost = 16 }, "What is done to its requests alone: mirrors, and changes where it is the only one.")]);

    private static GroupShape GrpcBackend => field ??= new("grpcBackend", "Who answers.", () => [.. Backend, new("filters", new ListShape("filters", FilterKeys.GrpcFilter) { AtMost = 16 }, "What is done to its calls alone: mirrors, and changes where it is the only one.")]);

    private static ImmutableArray<Key> Backend =>
    [
        .. FilterKeys.Reference,
        new("weight", Kinds.Weight, "Its share, beside those of the others.") { Default = 1 },
    ];

    private static GroupShape Timeouts => field ??= new("routeTimeouts", "How long a request may take, until the head of its answer is there. 0s is no limit.", () =>
    [
        new("request", Duration, "For the whole of it."),
        new("backendRequest", Duration, "For one try, of which there is one here."),
    ]);
}
