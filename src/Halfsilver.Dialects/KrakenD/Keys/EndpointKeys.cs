using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.KrakenD.Keys.Forms;
using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.KrakenD.Keys;

/// <summary>Keys of endpoints.</summary>
internal static class EndpointKeys
{
    private const string Closed = "running without it would open what was closed; put what checks before this gateway";
    private const string Script = "scripts are not run, and what they refuse or change would be open or unchanged; take it out to serve the endpoint without";
    private const string Limit = "there is no limit of requests a second";

    public static GroupShape Endpoint => field ??= new("endpoint", "What clients may ask for: a path with a method.", () =>
    [
        new("endpoint", Text, "The path: {name} for a segment, a last * for any number.") { Required = true },
        new("method", Text, "The method.") { Default = "GET" },
        new("backend", new ListShape("backends", new BackendShape()), "Who is called. Those that are shadows get copies, and their answers are thrown away.") { Required = true },
        new("timeout", Time, "Time for the whole answer, and for the copies of shadows that name none.") { DefaultWords = "the file's" },
        new("input_headers", Texts("fields"), "Fields of the client's that go on; * for all.") { DefaultWords = "Content-Type" },
        new("input_query_strings", Texts("parameters"), "Query parameters of the client's that go on; * for all.") { DefaultWords = "none" },
        new("output_encoding", Text, "What clients are sent: json, fast-json, json-collection, string, negotiate, no-op.") { DefaultWords = "the file's" },
        new("concurrent_calls", new IntegerShape(0, 1_000), "How many times each backend is called at once; the first good answer counts.") { Default = 1 },
        new("cache_ttl", Time, "How long clients may keep a complete answer.") { Ignored = "no Cache-Control is written into answers" },
        new("extra_config", Extra, "Components of the endpoint."),
        Refused("headers_to_pass", "is version 2's word, and nothing would pass; write input_headers"),
        Refused("querystring_params", "is version 2's word, and nothing would pass; write input_query_strings"),
    ]);

    public static GroupShape Extra => field ??= new("components of an endpoint", "What stands under extra_config of an endpoint.", () =>
    [
        new("proxy", Proxy, "How the backends are called."),
        new("github.com/devopsfaith/krakend/proxy", Proxy, "The same by an older name."),
        new("github.com/luraproject/lura/proxy", Proxy, "The same by an older name."),
        Refused("auth/validator", Closed),
        Refused("github.com/devopsfaith/krakend-jose/validator", Closed),
        Refused("auth/api-keys", Closed),
        Refused("auth/basic", Closed),
        Refused("security/policies", Closed),
        Refused("validation/cel", Closed),
        Refused("github.com/devopsfaith/krakend-cel", Closed),
        Refused("validation/json-schema", Closed),
        Refused("github.com/devopsfaith/krakend-jsonschema", Closed),
        Refused("auth/signer", "answers would not be signed"),
        Refused("github.com/devopsfaith/krakend-jose/signer", "answers would not be signed"),
        Refused("modifier/lua-endpoint", Script),
        Refused("github.com/devopsfaith/krakend-lua/router", Script),
        Refused("modifier/lua-proxy", Script),
        Refused("github.com/devopsfaith/krakend-lua/proxy", Script),
        Refused("plugin/req-resp-modifier", Script),
        Refused("github.com/devopsfaith/krakend/proxy/plugin", Script),
        Refused("modifier/request-body-generator", "bodies of requests are not made here"),
        Refused("modifier/body-generator", "bodies of requests are not made here"),
        Refused("modifier/request-body-extractor", "nothing is taken out of bodies of requests here"),
        Refused("websocket", "endpoints of WebSocket are not served here"),
        Refused("workflow", "endpoints inside endpoints are not served here"),
        Without("modifier/response-body", "answers are not changed by it"),
        Without("modifier/response-body-generator", "answers are not changed by it"),
        Without("modifier/jmespath", "answers are not changed by it"),
        Without("modifier/response-headers", "no field is put into answers"),
        Without("validation/response-json-schema", "answers are not checked"),
        Without("qos/ratelimit/router", Limit),
        Without("github.com/devopsfaith/krakend-ratelimit/juju/router", Limit),
        Without("qos/ratelimit/tiered", Limit),
        Without("governance/quota", "there are no quotas"),
        Without("security/bot-detector", "robots are served like anybody"),
        Without("security/http", "no security field is written, and neither hosts nor schemes are checked"),
        Without("security/cors", "preflights are answered 405 and no Access-Control field is written"),
        Silent("documentation/openapi", "Documentation."),
        Silent("documentation/postman", "Documentation."),
        .. RootExtraKeys.Telemetry(),
    ]);

    private static GroupShape Proxy => field ??= new("proxy of an endpoint", "How the backends of an endpoint are called.", () =>
    [
        new("sequential", Bool, "Whether the backends are called one after the other, none after one that failed. Shadows are copied at once all the same.") { Default = false },
        new("static", Static, "Members that are put into answers."),
        new("flatmap_filter", Any, "Changes inside the merged answer.") { Approximated = "the merged answer goes to the client without these changes" },
        new("combiner", Text, "How answers are merged.") { Approximated = "answers are merged member by member, of two with one name the later backend's stands" },
        Without("sequential_propagated_params", "only what stands as {resp0_name} in a url_pattern is taken out of earlier answers"),
        Silent("force_sandboxed_request", "Whether a backend works on a request of its own. It does, always."),
        Silent("max_rate", "A limit of older versions that is not read there either."),
    ]);

    private static GroupShape Static => field ??= new("static", "Members that are put into answers.", () =>
    [
        new("data", Any, "The members by name; they stand over those of backends.") { Required = true },
        new("strategy", new ChoiceShape("always", "success", "complete", "errored", "incomplete"), "When: always, when all backends were good (success, complete), or when one was not (errored, incomplete).") { Required = true },
    ]);
}
