using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Mse.Keys.MseKinds;

namespace Halfsilver.Dialects.Mse.Keys;

/// <summary>Keys of what the console calls policies. Each may stand as a map, or as JSON in a text.</summary>
internal static class PolicyKeys
{
    /// <summary>Policies that are read and not done, with what a notice says where they are on.</summary>
    public static (string Name, string What, string How)[] Off { get; } =
    [
        ("cors", "What pages of other sites may do.", "requests that ask whether a page may call go to the service, and answers are passed on as they come"),
        ("retry", "Asks once more.", "a request is sent once more only on a kept connection that was closed before an answer began"),
        ("waf", "Looks for attacks.", "requests are not inspected here"),
        ("flowControl", "Limits requests in a time.", "requests are not limited here"),
        ("circuitBreaker", "Stops asking a service that fails.", "a service that fails is asked all the same"),
        ("isolation", "Limits requests under way.", "requests under way are limited by the gateway alone"),
    ];

    /// <summary>Policies without which a route would be open that was closed.</summary>
    public static string[] Guards { get; } = ["jwt", "auth", "blackWhiteList"];

    public static AliasedShape Policies => field ??= new(
        new GroupShape("msePolicies", "Policies of a route, by name.", () =>
        [
            new("trafficMirror", new NestedTextShape(Mirror), "Copies its requests; also traffic-mirror, Traffic Mirror, mirrorTraffic and trafficReplication."),
            new("timeout", new NestedTextShape(Timeout), "How long an answer may take."),
            new("httpRewrite", new NestedTextShape(Rewrite), "Changes path and Host."),
            new("headerOp", new NestedTextShape(new EitherShape(HeaderOps, new ListShape("changes", HeaderOp))), "Changes fields."),
            .. Off.Select(off => new Key(off.Name, new NestedTextShape(Switched), $"{off.What} Where it is on, a notice says: {off.How}.")),
            new("jwt", Guard, "Asks for a token. Refused where it is on: without it the route would be open."),
            new("auth", Guard, "Asks who it is. Refused where it is on: without it the route would be open."),
            new("blackWhiteList", Guard, "Keeps some clients out. Refused where it is on: without it the route would be open."),
        ]),
        ("traffic-mirror", "trafficMirror"), ("traffic mirror", "trafficMirror"), ("mirrorTraffic", "trafficMirror"), ("mirror traffic", "trafficMirror"),
        ("mirror", "trafficMirror"), ("trafficReplication", "trafficMirror"), ("timeoutJSON", "timeout"), ("httpRewriteJSON", "httpRewrite"), ("rewrite", "httpRewrite"), ("headerOpJSON", "headerOp"),
        ("corsJSON", "cors"), ("retryJSON", "retry"), ("rateLimit", "flowControl"), ("authentication", "auth"));

    /// <summary>A change of the mirror's policy, as the console's form or a part of it.</summary>
    public static AliasedShape MirrorChange => field ??= new(
        new GroupShape("mseTrafficMirrorChange", "The console's tab Traffic Mirror, or a part of it.", () =>
        [
            .. MirrorParts(isWhole: false),
            new("dynamicPort", Switch, "Whether the port follows the service's only one."),
        ]),
        MirrorNames);

    private static AliasedShape Mirror => field ??= new(new GroupShape("mseTrafficMirror", "The console's tab Traffic Mirror.", () => [.. MirrorParts(isWhole: true)]), MirrorNames);

    private static (string Alias, string Key)[] MirrorNames { get; } =
    [
        ("Destination Service", "target"), ("destinationService", "target"), ("targetService", "target"), ("service", "target"), ("serviceName", "target"), ("serviceId", "target"),
        ("Port Number", "port"), ("portNumber", "port"), ("servicePort", "port"), ("targetPort", "port"),
        ("Traffic Mirror Percentage (%)", "percentage"), ("Traffic Mirror Percentage", "percentage"), ("trafficMirrorPercentage", "percentage"), ("mirrorPercentage", "percentage"), ("percent", "percentage"),
        ("enabled", "enable"), ("status", "enable"),
    ];

    private static IEnumerable<Key> MirrorParts(bool isWhole) =>
    [
        new("target", Name, "The service that gets the copies; also Destination Service, destinationService, service and serviceName. It speaks HTTP or HTTPS, and is associated with the gateway.") { Required = isWhole },
        new("port", PortChoice, "Its port; also Port Number. Dynamic Port follows the service's only port, and is refused for a service with several.") { DefaultWords = "dynamic" },
        new("percentage", Kinds.Percent, "The share that is copied; also Traffic Mirror Percentage (%), percent. Exact over any run.") { Default = 100 },
        new("enable", Switch, "Whether copies are made; also enabled and status (on, off). Off keeps the rest.") { Default = true },
    ];

    private static AliasedShape Timeout => field ??= new(
        new GroupShape("mseTimeout", "How long an answer may take.", () =>
        [
            new("status", Switch, "Whether it counts; also enable.") { Default = true },
            new("unitNum", new IntegerShape(0, 86_400_000), "How many units; 0 is no limit.") { Required = true },
            new("timeUnit", Word("unit", "ms", "s", "m", "h", "Millisecond", "Second", "Minute", "Hour"), "The unit; also unit.") { Default = "s" },
        ]),
        ("enable", "status"), ("unit", "timeUnit"));

    private static AliasedShape Rewrite => field ??= new(
        new GroupShape("mseRewrite", "Changes path and Host.", () =>
        [
            new("status", Switch, "Whether it counts; also enable.") { Default = true },
            new("host", Kinds.Text, "The Host that the service sees."),
            new("path", Kinds.Text, "The new path."),
            new("pathType", Word("kind of change", "PRE", "PREFIX", "EQUAL", "EXACT", "REGEX", "ERGULAR", "REGULAR"), "PRE and PREFIX replace the prefix that the route matches; EQUAL and EXACT the whole path; REGEX what the pattern matches.") { Default = "EQUAL" },
            new("pattern", Kinds.Text, "An expression that the path matches, with REGEX."),
            new("substitution", Kinds.Text, "What stands in place of it; \\1 is its first group."),
        ]),
        ("enable", "status"));

    private static AliasedShape HeaderOps => field ??= new(
        new GroupShape("mseHeaderOps", "Changes of fields, with a switch.", () =>
        [
            new("status", Switch, "Whether they count; also enable.") { Default = true },
            new("headerOpItems", new NestedTextShape(new ListShape("changes", HeaderOp)), "The changes; also items.") { Required = true },
        ]),
        ("enable", "status"), ("items", "headerOpItems"));

    private static AliasedShape HeaderOp => field ??= new(
        new GroupShape("mseHeaderOp", "A change of a field.", () =>
        [
            new("directionType", Word("direction", "Request", "Response"), "What is changed. Answers are passed on as they come.") { Default = "Request" },
            new("opType", Word("change", "Add", "Update", "Delete"), "Whether the field is added, replaced or taken out.") { Required = true },
            new("key", Kinds.FieldName, "The field.") { Required = true },
            new("value", Kinds.FieldValue, "Its value."),
        ]),
        ("direction", "directionType"), ("type", "opType"), ("name", "key"));

    private static NestedTextShape Guard => field ??= new NestedTextShape(Switched);

    private static AliasedShape Switched => field ??= new(
        new GroupShape("msePolicy", "A policy with a switch; the rest of it is not read.", () =>
        [
            new("status", Switch, "Whether it is on; also enable.") { Default = true },
            .. from name in new[] { "allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders", "allowCredentials", "timeUnit", "unitNum", "attempts", "retryOn", "httpCodes", "type", "config", "isWhite", "content", "threshold", "rules" }
               select new Key(name, Any, "Part of the policy."),
        ]),
        ("enable", "status"), ("enabled", "status"));
}
