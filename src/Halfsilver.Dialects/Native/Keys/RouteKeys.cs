using System.Collections.Immutable;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of routes.</summary>
internal static class RouteKeys
{
    /// <summary>What a list of fields that pass means.</summary>
    public const string PassFields = "Fields of the client's that go on, beside what the gateway writes itself.";

    private const string ParameterPattern = "^[^\\x00-\\x1f\\x7f]{1,256}$";

    public static GroupShape Route => field ??= new("route", "Which requests go where, and who gets a copy.", () =>
    [
        new("match", MatchKeys.Match, "What a request must look like.") { DefaultWords = "every request" },
        new("priority", new IntegerShape(int.MinValue, int.MaxValue), "Higher is tried first.") { DefaultWords = "the most specific wins", Sample = 10 },
        new("entryPoints", new ListShape("entry points", Name), "Entry points that serve this route.") { DefaultWords = "all", Sample = new JsonArray("web") },
        new("destinations", new ListShape("references", ServiceKeys.Reference, 1), "Services that answer, by weight."),
        new("service", Name, "The one service that answers: short for destinations with one item.") { Sample = "a" },
        new("port", PortRef, "One of that service's ports."),
        new("redirect", Redirect, "Answer with a redirect."),
        new("respond", Respond, "Answer from the gateway itself."),
        new("rewrite", Rewrite, "Changes to what the service (and every copy, before its own changes) receives."),
        new("timeout", Duration(), "From the end of the request to the end of the answer's head.") { DefaultWords = "the service's own", Sample = "30s" },
        new("maxBodySize", Size(0, 1L << 50, orUnlimited: true), "Largest request body; one byte more is answered with 413.") { Default = "unlimited" },
        new("mirrors", MirrorKeys.Mirrors, "Who gets a copy."),
    ])
    {
        ExactlyOne = [["destinations", "service", "redirect", "respond"]],
        Needs = [("port", "service")],
    };

    /// <summary>Prefixes replaced by others.</summary>
    public static NamedShape ReplacePrefix => field ??=
        new("new prefix by old prefix", "^/[^\\x00-\\x20\\x7f?#]*$", "a prefix that begins with /", "/orders", PathText) { Least = 1, AtMost = 1 };

    /// <summary>Fields by name, each with one value or several.</summary>
    public static NamedShape FieldValues => field ??=
        new("values by field name", TokenPattern, "a field's name", "x-env", new EitherShape(FieldValue, new ListShape("values", FieldValue, 1)));

    /// <summary>A Host that is sent as it stands there.</summary>
    public static GroupShape LiteralHost => field ??= new("literalHost", "A Host that is sent as it stands there, where it is one of the format's own words.", () =>
    [
        new("literal", SentHost, "The Host.") { Required = true, Sample = "service" },
    ]);

    /// <summary>Which Host is sent.</summary>
    public static EitherShape HostOrLiteral => field ??= new(SentHost, LiteralHost);

    /// <summary>Names of fields.</summary>
    public static ListShape RemoveFields => field ??= new("field names", FieldName);

    /// <summary>A whole path with parameters, and a query where it has one.</summary>
    public static TextShape Target { get; } = new(
        "path to call", "^/[!-\"$-~]*$", "a path, with or without a query, in which {name} and a last {*rest} may stand",
        ["/v1/user/{id}?lang=en", "/files/{*rest}"], ["orders", "", "/a b", "/a#b", "/{a", "/a}"])
    {
        Check = text => PlanFault(problems => TargetTemplate.Compile(text, rule: null, "", problems)),
    };

    /// <summary>A query parameter's name.</summary>
    public static TextShape Parameter { get; } = new("parameter", ParameterPattern, "a parameter's name", ["debug"], ["", "a\nb"]);

    private static GroupShape Rewrite => field ??= new("rewrite", "Changes to a request before it is sent on. Those of the path are made in the order in which they stand here.", () =>
    [
        new("stripPrefix", PathText, "Prefix taken off the path, at a segment's end.") { OrNull = true },
        new("replacePrefix", ReplacePrefix, "Prefix replaced by another, at a segment's end."),
        PrefixIsText,
        .. WholePath,
        new("addPrefix", PathText, "Prefix put before the path, after the other changes.") { OrNull = true, Sample = "/v2" },
        new("query", Query, "Changes to the query."),
        new("headers", new GroupShape("rewriteHeaders", "Changes to fields.", () =>
        [
            new("pass", RemoveFields, PassFields) { DefaultWords = "all", Sample = new JsonArray("Content-Type") },
            new("set", FieldValues, "Fields that replace all of the same name."),
            new("add", FieldValues, "Fields added after those that came."),
            new("remove", RemoveFields, "Fields that are taken out."),
        ]), "Changes to fields."),
        new("host", HostOrLiteral, "The Host that is sent: preserve (the client's), service (the endpoint's) or a literal.") { DefaultWords = "the service's own rule", Sample = "service" },
    ])
    { AtMostOne = [OnePath] };

    /// <summary>How prefixes are read.</summary>
    public static Key PrefixIsText =>
        new("prefixIsText", Bool, "Whether the prefix that is taken off or replaced is a mere text, inside a segment too, with a slash put behind what stands in its place: without /a, /ab is /b.") { Default = false };

    /// <summary>Keys of the changes that make a whole path.</summary>
    public static ImmutableArray<Key> WholePath =>
    [
        new("replaceRegex", ReplaceRegex, "Every match of an expression in the path, replaced."),
        new("replacePath", PathText, "Whole path that stands in place of the client's.") { Sample = "/health" },
        new("template", Template, "Whole path with parameters of the route's own template.") { Sample = "/v2/orders/{id}" },
        new("target", Target, "Whole path and query, in which parameters of the route's own template stand anywhere. The client's query follows."),
    ];

    /// <summary>Changes of a path that do not go together.</summary>
    public static ImmutableArray<string> OnePath { get; } = ["replaceRegex", "replacePath", "template", "target"];

    /// <summary>Changes to a query.</summary>
    public static GroupShape Query => field ??= new("query", "Changes to a query. What they do not touch stays as it came.", () =>
    [
        new("set", new NamedShape("values by parameter", ParameterPattern, "a parameter's name", "env", Text), "Parameters that replace all of the same name, in the place of the first."),
        new("add", new NamedShape("values by parameter", ParameterPattern, "a parameter's name", "env", new EitherShape(Text, new ListShape("values", Text, 1))), "Parameters put at the end."),
        new("remove", new ListShape("parameter names", Parameter), "Parameters that are taken out."),
        new("pass", new ListShape("parameter names", Parameter), "Parameters of the client's that go on.") { DefaultWords = "all", Sample = new JsonArray("page") },
    ]);

    private static GroupShape ReplaceRegex => field ??= new("replaceRegex", "Matches replaced in a path, which is matched as it came.", () =>
    [
        new("pattern", Pattern, "What is replaced, in RE2's syntax.") { Required = true, Sample = "^/orders/([0-9]+)$" },
        new("replacement", new TextShape("replacement", "^[^\\x00-\\x20\\x7f?#]*$", "text of a path, $1 or ${name} for a group", ["/v2/orders/$1"], ["/a b", "/a?b"]), "What stands in its place; $1, ${1} and ${name} (in a file $${name}) are groups, $$ is a dollar sign.") { Required = true },
    ]);

    private static GroupShape Redirect => field ??= new("redirect", "A redirect. What is left out stays as the client sent it.", () =>
    [
        new("status", new ChoiceNumberShape(302, 301, 303, 307, 308), "Status of the answer.") { Default = 302 },
        new("scheme", new ChoiceShape("http", "https"), "Scheme of the new address.") { Sample = "https" },
        new("host", Host, "Host of the new address.") { Sample = "www.example.com" },
        new("port", PortNumber, "Port of the new address; left out where it is the scheme's own.") { Sample = 8443 },
        new("path", PathText, "Path of the new address."),
        new("pathPrefix", PathText, "What stands in place of the prefix that the rule matched."),
        new("dropQuery", Bool, "Whether the query is dropped.") { Default = false },
    ])
    { AtMostOne = [["path", "pathPrefix"]] };

    private static GroupShape Respond => field ??= new("respond", "An answer from the gateway itself.", () =>
    [
        new("status", new IntegerShape(200, 599), "Status of the answer.") { Sample = 503 },
        new("body", Lines, "Its body, as UTF-8.") { Default = "" },
        new("headers", FieldValues, "Its fields."),
        new("page", new ChoiceShape("metrics"), "A page of the admin side in their place. Whoever reaches the route reads it.") { DefaultWords = "none" },
    ])
    { ExactlyOne = [["status", "page"]] };
}
