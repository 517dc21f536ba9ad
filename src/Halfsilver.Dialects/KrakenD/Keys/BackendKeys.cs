using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.KrakenD.Keys.Forms;
using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.KrakenD.Keys;

/// <summary>Keys of backends that answer.</summary>
internal static class BackendKeys
{
    private const string Script = "scripts are not run, and what they refuse or change would be open or unchanged; take it out to call the backend without";
    private const string Closed = "running without it would open what was closed; put what checks before this gateway";
    private const string NoToken = "calls would go without the credentials that the backend asks for";
    private const string NoHttp = "backends are called by HTTP alone";
    private const string Unlimited = "calls of the backend are not limited";
    private const string Uncached = "each request calls the backend";
    private const string Breaker = "a backend that fails is called again with the next request";

    /// <summary>The proxy namespace by all its names, the first that stands counts.</summary>
    public static ImmutableArray<string> ProxyNames { get; } = ["proxy", "github.com/devopsfaith/krakend/proxy", "github.com/luraproject/lura/proxy"];

    public static GroupShape Backend => field ??= new("backend", "Who is called, and what is made of the answer.", () =>
    [
        .. Called,
        new("encoding", Text, "How the answer is read: json, fast-json, safejson, string, no-op.") { Default = "json" },
        new("is_collection", Bool, "Whether the answer is an array, which becomes the member collection.") { Default = false },
        new("target", Text, "A member that stands for the whole answer."),
        new("allow", Texts("members"), "Members that are kept; deny means nothing beside it."),
        new("deny", Texts("members"), "Members that are left out."),
        new("mapping", new NamedShape("new names by member", "^[^\\x00]*$", "any text", "blog", Text), "Members under other names."),
        new("group", Text, "The member that holds what is left."),
        new("extra_config", Extra, "Components of the backend."),
    ]);

    /// <summary>What is called, and with what: the same for shadows.</summary>
    public static ImmutableArray<Key> Called =>
    [
        new("host", Texts("hosts"), "Hosts, called in turn; one that stands twice gets twice as many.") { DefaultWords = "the file's" },
        new("url_pattern", Text, "Path and query, with {name} for what the client's path has there. The client's query follows.") { DefaultWords = "/" },
        new("method", Text, "The method.") { DefaultWords = "the endpoint's" },
        new("input_headers", Texts("fields"), "Of the fields that the endpoint lets through, those that go on.") { DefaultWords = "all" },
        new("input_query_strings", Texts("parameters"), "Of the parameters that the endpoint lets through, those that go on.") { DefaultWords = "all" },
        new("disable_host_sanitize", Bool, "Whether hosts may have paths.") { Default = false },
        new("sd", Text, "How hosts are found: static, or by DNS, whose SRV records are not asked for here.") { Default = "static" },
        new("sd_scheme", Text, "The scheme of hosts that are found by DNS.") { Default = "http" },
    ];

    /// <summary>The proxy namespace of a backend, whichever name it has.</summary>
    public static MapItem? Proxy(MapItem backend) =>
        backend.Map("extra_config") is { } extra ? ProxyNames.Select(extra.Map).FirstOrDefault(proxy => proxy is not null) : null;

    private static GroupShape Extra => field ??= new("components of a backend", "What stands under extra_config of a backend.", () =>
    [
        .. ProxyNames.Select((name, i) => new Key(name, ProxyGroup, i == 0 ? "What is made of its answer." : "The same by an older name.")),
        Without("backend/http", "an answer that is no good is left out; neither its status nor its body goes to the client"),
        Without("github.com/devopsfaith/krakend/http", "an answer that is no good is left out; neither its status nor its body goes to the client"),
        Without("backend/http/client", "connections, redirects and TLS are the same for all backends"),
        Without("qos/circuit-breaker", Breaker),
        Without("qos/circuit-breaker/http", Breaker),
        Without("github.com/devopsfaith/krakend-circuitbreaker/gobreaker", Breaker),
        Without("qos/http-cache", Uncached),
        Without("github.com/devopsfaith/krakend-httpcache", Uncached),
        Without("qos/ratelimit/proxy", Unlimited),
        Without("github.com/devopsfaith/krakend-ratelimit/juju/proxy", Unlimited),
        Without("modifier/jmespath", "answers are not changed by it"),
        Without("modifier/response-body", "answers are not changed by it"),
        Without("validation/response-json-schema", "answers are not checked"),
        Refused("validation/cel", Closed),
        Refused("github.com/devopsfaith/krakend-cel", Closed),
        Refused("validation/json-schema", Closed),
        Refused("modifier/martian", "requests and answers are not changed by it, and the backend would be asked for something else"),
        Refused("github.com/devopsfaith/krakend-martian", "requests and answers are not changed by it, and the backend would be asked for something else"),
        Refused("modifier/lua-backend", Script),
        Refused("github.com/devopsfaith/krakend-lua/proxy/backend", Script),
        Refused("plugin/http-client", Script),
        Refused("github.com/devopsfaith/krakend/transport/http/client/executor", Script),
        Refused("plugin/req-resp-modifier", Script),
        Refused("github.com/devopsfaith/krakend/proxy/plugin", Script),
        Refused("modifier/body-generator", "bodies of requests are not made here"),
        Refused("modifier/request-body-generator", "bodies of requests are not made here"),
        .. Tokens.Select(name => Refused(name, NoToken)),
        .. OtherProtocols.Select(name => Refused(name, NoHttp)),
        .. RootExtraKeys.Telemetry(),
    ]);

    /// <summary>What puts credentials into calls.</summary>
    public static ImmutableArray<string> Tokens { get; } =
        ["auth/client-credentials", "github.com/devopsfaith/krakend-oauth2-clientcredentials", "auth/gcp", "auth/aws-sigv4", "auth/ntlm", "auth/digest"];

    /// <summary>What is no plain HTTP.</summary>
    public static ImmutableArray<string> OtherProtocols { get; } =
    [
        "backend/graphql", "github.com/devopsfaith/krakend/transport/http/client/graphql", "backend/grpc", "backend/lambda", "github.com/devopsfaith/krakend-lambda",
        "backend/soap", "backend/static-filesystem", "backend/conditional", "backend/redis", "backend/amqp/consumer", "backend/amqp/producer",
        "github.com/devopsfaith/krakend-amqp/consume", "github.com/devopsfaith/krakend-amqp/produce", "backend/pubsub/publisher", "backend/pubsub/subscriber",
        "github.com/devopsfaith/krakend-pubsub/publisher", "github.com/devopsfaith/krakend-pubsub/subscriber", "workflow",
    ];

    private static GroupShape ProxyGroup => field ??= new("proxy of a backend", "How a backend is called.", () =>
    [
        new("shadow", Any, "Whether it is a shadow. Only the boolean true makes it one.") { Default = false },
        Ignored("shadow_timeout", "means something for shadows alone, and this backend is none"),
        new("flatmap_filter", Any, "Changes inside the answer, in place of allow, deny and mapping.") { Approximated = "the answer is merged without these changes" },
        Silent("max_rate", "A limit of older versions that is not read there either."),
    ]);
}
