using System.Text.Json.Nodes;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of mirrors.</summary>
internal static class MirrorKeys
{
    private static readonly CopyTimeouts Times = new();
    private static readonly MirrorBudget Budget = new();
    private static readonly CircuitSettings Circuit = new();

    public static NamedShape Mirrors => field ??= new NamedShape("mirrors by name", NamePattern, NameWords, "v2", Mirror);

    public static GroupShape Mirror => field ??= new("mirror", "A standing instruction to copy a share of the requests to another service.", () =>
    [
        new("service", Name, "Where copies go.") { Required = true, Sample = "b" },
        new("port", PortRef, "One of its ports, by name or number; dynamic where it has only one. A port without a name is called http."),
        new("percent", Percent, "How much of the traffic that passes the filters is copied; 0 is none. There is no default, but for a baseline, which gets what its candidate is chosen for and never more."),
        new("fraction", Fraction, "The same as a fraction, in place of percent."),
        new("enabled", Bool, "Whether copies are made at all.") { Default = true },
        new("role", new ChoiceShape("candidate", "baseline"), "A version on trial, or a twin of the primary that teaches what noise is.") { Default = "candidate" },
        new("candidate", Name, "The candidate that a baseline follows.") { DefaultWords = "the only one beside it", Sample = "v2" },
        new("sampling", new EitherShape(new ChoiceShape("exact", "counter", "random"), new GroupShape("sampling", "Sampling with a key.", () =>
        [
            new("sticky", Sticky, "Equal keys are copied or left out alike.") { Required = true },
        ])), "Which requests make up the share. Exact is never off by more than one; counter is Traefik's order; random draws each by itself.") { Default = "exact" },
        new("only", Only, "Which requests may be copied at all; all that is set must hold."),
        new("timing", new ChoiceShape("concurrent", "afterPrimary", "await"), "When a copy is sent: beside the primary, when the client has its whole answer, or beside the primary with the client waiting for the copy.") { Default = "concurrent" },
        new("awaitAtMost", Duration(), "How long a client waits at most, with await.") { Default = Notation.Text(TimeSpan.FromSeconds(1)) },
        new("body", new ChoiceShape("stream", "none"), "Whether the body is copied as it arrives, or left out (length 0).") { Default = "stream" },
        new("maxBodySize", Size(0, 1L << 50, orUnlimited: true), "Largest body copied, exact: one byte more is not copied.") { Default = "unlimited" },
        new("timeouts", Timeouts, "Times allowed to a copy."),
        new("budget", BudgetGroup, "What this mirror may hold, within the process's budgets."),
        new("circuit", CircuitGroup, "When the mirror is left alone because it fails."),
        new("method", Method, "The method that the copy is sent with.") { DefaultWords = "the client's" },
        new("headers", Headers, "Changes to the copy's fields."),
        new("path", Paths, "Changes to the copy's path, after those of the route."),
        new("query", RouteKeys.Query, "Changes to the copy's query, after those of the route."),
        new("logResponses", Bool, "Whether each copy writes one line to the evidence log.") { Default = false },
        new("compare", new EitherShape(new BoolShape { Only = false }, new GroupShape("mirrorCompare", "How answers are compared.", () =>
        [
            new("profile", Name, "A profile of this file.") { Required = true, Sample = "json-api" },
            new("percent", Percent, "How many of the copies are compared.") { Sample = 100 },
        ]) { Later = "comparing" }), "How answers are compared, or false.") { Default = false },
        new("redaction", Name, "What is hidden before anything is kept: a redaction of this file.") { Later = "redaction", Sample = "default" },
        new("ramp", Name, "A ramp of this file; the share is then where it starts.") { Later = "a ramp" },
    ])
    { ExactlyOne = [["percent", "fraction"]], Spares = ("role", "baseline") };

    private static GroupShape Sticky => field ??= new("sticky", "Sampling by a key of the request.", () =>
    [
        new("key", HealthKeys.RequestKey, "What tells requests apart.") { Required = true },
        new("fallback", new ChoiceShape("random", "skip"), "What becomes of requests without the key, or with an empty one.") { Default = "random" },
        new("salt", Text, "Equal salts choose equal requests, different ones independently.") { DefaultWords = "from the names of the mirror and its route", Sample = "orders-v2" },
    ]);

    private static GroupShape Only => field ??= new("only", "Which requests may be copied at all.", () =>
    [
        new("methods", new EitherShape(new ChoiceShape("safe", "all"), new ListShape("methods", Method, 1)), "safe is GET, HEAD and OPTIONS; all is your word that writes are isolated; or a list.") { Default = "safe" },
        new("path", MatchKeys.PathTest, "Paths that are copied."),
        new("notPath", MatchKeys.PathTest, "Paths that are not copied."),
        new("headers", new ListShape("header tests", MatchKeys.HeaderTest), "Tests of fields; all must hold."),
        new("contentTypes", new ListShape("media types", MediaType), "Media types of the request body that are copied. A request without a body passes.") { DefaultWords = "any" },
    ]);

    private static GroupShape Timeouts => field ??= new("copyTimeouts", "Times allowed to a copy.", () =>
    [
        new("connect", Duration(), "To open a connection.") { Default = Notation.Text(Times.Connect) },
        new("deadline", Duration(), "From the end of the copy's request body to the end of its answer.") { Default = Notation.Text(Times.Deadline) },
        new("idle", Duration(), "Without a byte taken by the mirror while a request body is sent.") { Default = Notation.Text(Times.Idle) },
        new("held", Duration(), "How long a body is kept for a copy that waits for the client's answer (timing afterPrimary).") { Default = Notation.Text(Times.Held) },
    ]);

    private static GroupShape BudgetGroup => field ??= new("mirrorBudget", "What one mirror may hold.", () =>
    [
        new("maxInFlight", new IntegerShape(1, 65_536), "Copies under way, and so connections.") { Default = Budget.MaxInFlight },
        new("maxQueue", new IntegerShape(0, 10_000_000), "Copies that wait for a connection; 0 switches waiting off.") { Default = Budget.MaxQueue },
        new("maxPerSecond", new IntegerShape(1, 10_000_000) { OrUnlimited = true }, "Copies started a second.") { Default = "unlimited" },
        new("window", Size(4096, 1L << 30), "How far one copy may lag behind its client's body, in memory.") { Default = Notation.Size(Budget.Window) },
        new("maxAnswerBytes", Size(0, 1L << 40), "Answer bytes that are read and thrown away before the copy is given up.") { Default = Notation.Size(Budget.MaxAnswerBytes) },
    ]);

    private static GroupShape CircuitGroup => field ??= new("circuit", "When a failing mirror is left alone.", () =>
    [
        new("openAfter", new IntegerShape(1, 1_000_000), "Transport failures or deadlines in a row that open the circuit.") { Default = Circuit.OpenAfter },
        new("firstProbe", Duration(most: TimeSpan.FromSeconds(30)), "From opening to the first probe; later ones back off to 30 s.") { Default = Notation.Text(Circuit.FirstProbe) },
    ]);

    private static GroupShape Headers => field ??= new("copyHeaders", "Changes to a copy's fields.", () =>
    [
        new("pass", RouteKeys.RemoveFields, RouteKeys.PassFields) { DefaultWords = "all", Sample = new JsonArray("Content-Type") },
        new("set", RouteKeys.FieldValues, "Fields that replace all of the same name."),
        new("add", RouteKeys.FieldValues, "Fields added after those that came."),
        new("remove", RouteKeys.RemoveFields, "Fields that are taken out."),
        new("host", RouteKeys.HostOrLiteral, "The Host that is sent: preserve (the client's), service (the endpoint's) or a literal.") { DefaultWords = "the service's own rule" },
        new("mark", Bool, "Whether the copy carries the field Halfsilver-Copy.") { Default = true },
    ]);

    private static GroupShape Paths => field ??= new("copyPath", "Changes to a copy's path, in the order in which they stand here.", () =>
    [
        new("stripPrefix", PathText, "Prefix taken off, at a segment's end.") { OrNull = true },
        new("replacePrefix", RouteKeys.ReplacePrefix, "Prefix replaced by another, at a segment's end."),
        RouteKeys.PrefixIsText,
        .. RouteKeys.WholePath,
        new("addPrefix", PathText, "Prefix put in front, after the other changes.") { OrNull = true, Sample = "/v2" },
    ])
    { AtMostOne = [RouteKeys.OnePath] };
}
