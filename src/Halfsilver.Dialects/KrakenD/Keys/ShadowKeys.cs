using System.Collections.Frozen;

using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.KrakenD.Keys.Forms;

namespace Halfsilver.Dialects.KrakenD.Keys;

/// <summary>Keys of backends that are shadows. What cannot be done for one leaves it out; its endpoint is served.</summary>
internal static class ShadowKeys
{
    private const string LeftOut = "; this shadow is left out";

    /// <summary>Components without which copies would be others than were meant, and why.</summary>
    private static readonly FrozenDictionary<string, string> Needed = Leaving().ToFrozenDictionary(StringComparer.Ordinal);

    public static GroupShape Shadow => field ??= new("shadow", "A backend that gets a copy of each request, and whose answers are thrown away.", () =>
    [
        .. BackendKeys.Called,
        Silent("encoding", "How the answer is read, which nobody does."),
        Silent("is_collection", "How the answer is read, which nobody does."),
        Silent("target", "What is made of the answer: nothing."),
        Silent("allow", "What is made of the answer: nothing."),
        Silent("deny", "What is made of the answer: nothing."),
        Silent("mapping", "What is made of the answer: nothing."),
        Silent("group", "What is made of the answer: nothing."),
        new("extra_config", Extra, "Components of the shadow."),
    ]);

    /// <summary>Whether a shadow asks for something without which it is left out.</summary>
    public static bool IsLeftOut(MapItem shadow) => shadow.Map("extra_config")?.Entries.Keys.Any(Needed.ContainsKey) ?? false;

    private static GroupShape Extra => field ??= new("components of a shadow", "What stands under extra_config of a shadow.", () =>
    [
        .. BackendKeys.ProxyNames.Select((name, i) => new Key(name, Proxy, i == 0 ? "That it is a shadow." : "The same by an older name.")),
        new("qos/ratelimit/proxy", Rate, "Most copies a second."),
        new("github.com/devopsfaith/krakend-ratelimit/juju/proxy", Rate, "The same by an older name."),
        new("qos/circuit-breaker", Breaker, "When the shadow is left alone because it fails."),
        new("github.com/devopsfaith/krakend-circuitbreaker/gobreaker", Breaker, "The same by an older name."),
        Without("qos/http-cache", "each request is copied"),
        Without("github.com/devopsfaith/krakend-httpcache", "each request is copied"),
        Without("backend/http/client", "connections and TLS are the same for all backends, and redirects are not followed"),
        Silent("backend/http", "What is made of the answer: nothing."),
        Silent("modifier/jmespath", "What is made of the answer: nothing."),
        Silent("validation/response-json-schema", "What is made of the answer: nothing."),
        .. Needed.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => Without(entry.Key, entry.Value + LeftOut)),
        .. RootExtraKeys.Telemetry(),
    ]);

    private static GroupShape Proxy => field ??= new("proxy of a shadow", "That a backend is a shadow, and how long its copies may take.", () =>
    [
        new("shadow", Any, "Whether it is a shadow: true.") { Required = true },
        new("shadow_timeout", Any, "Time for a copy, each shadow's own; what is no duration in a text counts as absent.") { DefaultWords = "the endpoint's timeout" },
        Silent("flatmap_filter", "What is made of the answer: nothing."),
        Silent("max_rate", "A limit of older versions that is not read there either."),
    ]);

    private static GroupShape Rate => field ??= new("rate of a shadow", "Most copies a second; what is more is not copied.", () =>
    [
        new("max_rate", new DecimalShape("number", 0, 1_000_000_000, 6), "Copies in each span of time; 0 for no limit.") { Required = true },
        new("every", Time, "The span.") { Default = "1s" },
        new("capacity", Any, "How many may come at once.") { Approximated = "as many copies may come at once as go in a second" },
    ]);

    private static GroupShape Breaker => field ??= new("breaker of a shadow", "When a shadow is left alone because it fails. A try now and then finds out whether it is back.", () =>
    [
        new("max_errors", new IntegerShape(0, 1_000_000), "Failures in a row that open the circuit.") { Default = 8 },
        new("timeout", new IntegerShape(0, 86_400), "Seconds until the first try; here 30 at most.") { DefaultWords = "500 ms" },
        Silent("interval", "The span in which failures count; here they count until a copy is good."),
        Silent("name", "A name for logs."),
        Silent("log_status_change", "Whether it is logged. It is, always."),
    ]);

    private static IEnumerable<KeyValuePair<string, string>> Leaving()
    {
        string[] scripts =
        [
            "modifier/lua-backend", "github.com/devopsfaith/krakend-lua/proxy/backend", "plugin/http-client", "github.com/devopsfaith/krakend/transport/http/client/executor",
            "plugin/req-resp-modifier", "github.com/devopsfaith/krakend/proxy/plugin", "modifier/martian", "github.com/devopsfaith/krakend-martian",
            "modifier/body-generator", "modifier/request-body-generator",
        ];
        string[] conditions = ["validation/cel", "github.com/devopsfaith/krakend-cel", "validation/json-schema", "github.com/devopsfaith/krakend-jsonschema"];
        return scripts.Select(name => KeyValuePair.Create(name, "requests are not changed by it"))
            .Concat(conditions.Select(name => KeyValuePair.Create(name, "requests that it would hold back are not told apart")))
            .Concat(BackendKeys.Tokens.Select(name => KeyValuePair.Create(name, "copies would go without the credentials that it asks for")))
            .Concat(BackendKeys.OtherProtocols.Select(name => KeyValuePair.Create(name, "backends are called by HTTP alone")));
    }
}
