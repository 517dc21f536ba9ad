using Halfsilver.Dialects.Native.Shapes;

using static Halfsilver.Dialects.Native.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of routes.</summary>
internal static class RouteKeys
{
    public static GroupShape Route => field ??= new("route", "Which requests go where, and who gets a copy.", () =>
    [
        new("match", MatchKeys.Match, "What a request must look like.") { DefaultWords = "every request" },
        new("priority", new IntegerShape(int.MinValue, int.MaxValue), "Higher is tried first.") { DefaultWords = "the most specific wins", Sample = 10 },
        new("entryPoints", new ListShape("entry points", Name), "Entry points that serve this route.") { DefaultWords = "all", Sample = new System.Text.Json.Nodes.JsonArray("web") },
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

    /// <summary>Fields by name.</summary>
    public static NamedShape SetFields => field ??= new("values by field name", TokenPattern, "a field's name", "x-env", FieldValue);

    /// <summary>Fields by name, each with one value or several.</summary>
    public static NamedShape AddFields => field ??=
        new("values by field name", TokenPattern, "a field's name", "x-env", new EitherShape(FieldValue, new ListShape("values", FieldValue, 1)));

    /// <summary>Names of fields.</summary>
    public static ListShape RemoveFields => field ??= new("field names", FieldName);

    private static GroupShape Rewrite => field ??= new("rewrite", "Changes to a request before it is sent on.", () =>
    [
        new("stripPrefix", PathText, "Prefix taken off the path, at a segment's end.") { OrNull = true },
        new("addPrefix", PathText, "Prefix put before the path, after stripping.") { OrNull = true, Sample = "/v2" },
        new("replacePrefix", ReplacePrefix, "Prefix replaced by another, at a segment's end."),
        new("headers", new GroupShape("rewriteHeaders", "Changes to fields.", () =>
        [
            new("set", SetFields, "Fields that replace all of the same name."),
            new("add", AddFields, "Fields added after those that came."),
            new("remove", RemoveFields, "Fields that are taken out."),
        ]), "Changes to fields."),
        new("host", SentHost, "The Host that is sent: preserve (the client's), service (the endpoint's) or a literal.") { DefaultWords = "the service's own rule", Sample = "service" },
    ])
    { AtMostOne = [["stripPrefix", "replacePrefix"]] };

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
        new("status", new IntegerShape(200, 599), "Status of the answer.") { Required = true, Sample = 503 },
        new("body", Lines, "Its body, as UTF-8.") { Default = "" },
        new("headers", SetFields, "Its fields."),
    ]);
}
