using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Kong.Keys.KongKinds;

namespace Halfsilver.Dialects.Kong.Keys;

/// <summary>Keys of plugins' configurations. What is wrong with a mirror's leaves the mirror out, so its values are looked at one by one.</summary>
internal static class ConfigKeys
{
    private const string Sent = "the body goes on as it came";

    public static GroupShape TrafficMirror => field ??= new("traffic-mirror", "A mirror.", () =>
    [
        new("mirrorHost", Any, "Host of the mirror."),
        new("mirror_host", Any, "The same."),
        new("mirrorPort", Any, "Port of the mirror."),
        new("mirror_port", Any, "The same."),
        new("percentage", Any, "How many of the requests are copied, in percent.") { Default = 100 },
        new("synchronous", Any, "Whether the client waits for the copy, for 1 s at most.") { Default = false },
        new("logResponses", Any, "Whether each copy writes a line to the evidence log.") { Default = true },
        new("log_responses", Any, "The same."),
    ]);

    public static GroupShape HttpMirror => field ??= new("http-mirror", "One mirror or several, which get all requests.", () =>
    [
        new("mirror_endpoints", Any, "URLs of the mirrors."),
        new("mirror_request_body", Any, "Whether bodies are copied too.") { Default = false },
    ]);

    public static GroupShape Termination => field ??= new("request-termination", "An answer of the gateway's own.", () =>
    [
        new("status_code", new IntegerShape(100, 599), "The status.") { Default = 503 },
        new("message", Kinds.FieldValue, "What the answer's JSON says."),
        new("body", Kinds.Lines, "The whole body."),
        new("content_type", Kinds.FieldValue, "Its type.") { DefaultWords = "application/json; charset=utf-8" },
        Refused("trigger", "requests are not told apart by a trigger: all would be ended"),
        new("echo", Kinds.Bool, "Whether the request is sent back.") { Approximated = "the request is not sent back" },
    ]);

    public static GroupShape SizeLimit => field ??= new("request-size-limiting", "The largest body.", () =>
    [
        new("allowed_payload_size", new IntegerShape(1, 1_000_000_000), "How much.") { Default = 128 },
        new("size_unit", new ChoiceShape("megabytes", "kilobytes", "bytes"), "Of what.") { Default = "megabytes" },
        new("require_content_length", Kinds.Bool, "Whether a body must say its length first.") { Default = false },
    ]);

    public static GroupShape Transformer => field ??= new("request-transformer", "Changes of requests.", () =>
    [
        new("remove", Changes("remove", "Names that are taken out."), "What is taken out."),
        new("rename", Any, "Names in place of others.") { Approximated = "nothing is renamed" },
        new("replace", Replace, "Values in place of others."),
        new("add", Changes("add", "Names with values, put in."), "What is put in where there is none."),
        new("append", Changes("append", "Names with values, put behind those that are there."), "What is put in beside what is there."),
        Refused("http_method", "a request is sent with the client's method; another one cannot be said"),
        Silent("dots_in_keys", "How names in JSON are read."),
        Refused("allow", "bodies are passed on whole, and what it holds back would go on"),
    ]);

    private static GroupShape Replace => field ??= new("replace", "Names with values, which take the place of others.", () =>
    [
        .. Parts,
        new("uri", Kinds.FieldValue, "The whole path."),
    ]);

    /// <summary>The tables of configurations, by plugin.</summary>
    public static ImmutableArray<GroupShape> All => [TrafficMirror, HttpMirror, Termination, SizeLimit, Transformer];

    private static ImmutableArray<Key> Parts =>
    [
        new("headers", Texts, "Fields."),
        new("querystring", Texts, "Parameters of the query."),
        Without("body", Sent),
        Silent("json_types", "Types of values in bodies."),
    ];

    private static GroupShape Changes(string name, string what) => new(name, what, () => Parts);
}
