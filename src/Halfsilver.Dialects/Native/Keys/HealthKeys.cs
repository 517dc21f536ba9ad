using System.Text.Json.Nodes;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys about which endpoints are well, and which of them is chosen by a key.</summary>
internal static class HealthKeys
{
    private static readonly HealthCheck Checked = new() { Path = "/" };
    private static readonly Ejection Ejected = new();

    /// <summary>A status, or some from one to another.</summary>
    public static ParsedShape Statuses { get; } = new(
        "status or range of statuses", "^[1-5][0-9][0-9](-[1-5][0-9][0-9])?$", Status, ["500-599", 503, "200-200"], ["", "5xx", "600", "599-500", 99, "500-"])
    {
        OrNumber = true,
    };

    /// <summary>What tells requests apart.</summary>
    public static TextShape RequestKey { get; } = new(
        "key", "^(traceparent|clientIp|path|(header|cookie|query):.+)$", "traceparent, clientIp, path, header:NAME, cookie:NAME or query:NAME",
        ["header:x-user-id", "clientIp", "path"], ["", "header", "user"]);

    private static TextShape AskedPath { get; } = new(
        "path", "^/[^\\x00-\\x20\\x7f-\\uffff#]*$", "a text of visible ASCII that begins with / and has no #", ["/healthz", "/healthz?deep=1"], ["healthz", "/a#b", "/a b", ""]);

    private static TextShape AskedHost { get; } = new(
        "host", @"^[A-Za-z0-9_.:\[\]-]{1,259}$", "service (the endpoint's own) or a literal host", ["service", "v2.example.com"], ["", "a b"]);

    public static GroupShape Balancing => field ??= new("balancing", "Balancing with a key.", () =>
    [
        new("hash", new GroupShape("hash", "Equal keys go to the same endpoint; when one leaves, only its keys move.", () =>
        [
            new("key", RequestKey, "What tells requests apart. A request without it goes round.") { Required = true },
        ]), "Equal keys go to the same endpoint.") { Required = true },
    ]);

    public static GroupShape Check => field ??= new("healthCheck", "Requests that find out which endpoints are well.", () =>
    [
        new("path", AskedPath, "The path that is asked, with its query.") { Required = true, Sample = "/healthz" },
        new("interval", Duration(), "From one request to the next.") { Default = Notation.Text(Checked.Interval) },
        new("timeout", Duration(), "How long an answer may take, the connection included.") { Default = Notation.Text(Checked.Timeout) },
        new("unhealthyAfter", new IntegerShape(1, 1_000), "Failures in a row that take an endpoint out.") { Default = Checked.UnhealthyAfter },
        new("healthyAfter", new IntegerShape(1, 1_000), "Successes in a row that take it back.") { Default = Checked.HealthyAfter },
        new("method", Method, "The method.") { Default = Checked.Method },
        new("status", new ListShape("statuses", Statuses, 1), "Statuses that mean well.") { Default = new JsonArray("200-399") },
        new("port", PortNumber, "The port that is asked.") { DefaultWords = "the endpoint's own", Sample = 8081 },
        new("host", new EitherShape(AskedHost, RouteKeys.LiteralHost), "The Host that is sent.") { Default = "service" },
        new("headers", RouteKeys.FieldValues, "Fields that are sent."),
    ]);

    public static GroupShape Ejection => field ??= new("ejection", "When an endpoint that fails under traffic is left alone for a while. The last one that is well never is.", () =>
    [
        new("consecutiveFailures", new IntegerShape(1, 10_000), "Requests in a row without an answer that take it out.") { Default = Ejected.ConsecutiveFailures },
        new("consecutive5xx", new IntegerShape(1, 10_000), "Answers of 500 and above in a row that take it out.") { DefaultWords = "none do", Sample = 5 },
        new("for", Duration(), "How long it is left alone; the next times longer, up to ten times.") { Default = Notation.Text(Ejected.For) },
        new("maxEjected", PercentText, "How many of a service's endpoints may be left alone at once.") { Default = Ejected.MaxEjected.ToString() },
    ]);

    private static Parsed Status(string text)
    {
        var parts = text.Split('-');
        var (from, to) = (Number(parts[0]), Number(parts[^1]));
        return parts.Length <= 2 && from is >= 100 and <= 599 && to is >= 100 and <= 599 && from <= to
            ? new Parsed(new StatusRange(from, to))
            : new Parsed(null, "is not a status; use 100 to 599, or a range as 500-599");
    }

    private static int Number(string text) => text.Length == 3 && text.All(char.IsAsciiDigit) ? int.Parse(text) : 0;
}
