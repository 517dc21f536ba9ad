using System.Globalization;

using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Mse.Keys.MseKinds;

namespace Halfsilver.Dialects.Mse.Keys;

/// <summary>Keys of the console's routes.</summary>
internal static class RouteKeys
{
    private static readonly string[] Statuses = ["Unpublished", "", "Publishing", "Published", "Edited", "GoingOffline", "Unavailable"];

    public static AliasedShape Route => field ??= new(
        new GroupShape("mseRoute", "A route.", () =>
        [
            new("name", Name, "Its name; also routeName.") { Required = true },
            new("gatewayUniqueId", Id, "The gateway that serves it; also gateway and gatewayId.") { DefaultWords = "every gateway" },
            new("status", Status, "Only a published route takes requests: 3 is published, 2 is being published, 4 is published and edited since.") { Default = "Published" },
            new("routeOrder", new IntegerShape(int.MinValue, int.MaxValue), "Smaller is tried first, among the routes of a domain; also order.") { DefaultWords = "behind those that have one" },
            new("domains", Texts("domains", Kinds.Text), "Its domains by name; also domainName, domainNameList and hosts.") { DefaultWords = "every host" },
            new("domainIds", new NestedTextShape(Texts("identifiers", Id)), "Its domains by number; also domainId and domainIdListJSON."),
            new("predicates", new NestedTextShape(Predicates), "Which requests it takes; also routePredicates.") { DefaultWords = "all of its domains" },
            new("destinationType", Word("destination", "Single", "Multiple", "VersionOriented", "Mock", "Redirect"), "Who answers: one service, several by percentage, versions of one, a fixed answer, a redirect.") { Default = "Single" },
            new("services", new NestedTextShape(new ListShape("services", Destination)), "The services; also routeServices."),
            new("fallback", Switch, "Whether the fallback services answer where the others cannot.") { Default = false },
            new("fallbackServices", new NestedTextShape(new ListShape("services", Destination)), "The services that answer then; the first counts."),
            new("directResponse", new NestedTextShape(Direct), "The fixed answer; also directResponseJSON."),
            new("redirect", new NestedTextShape(Redirect), "The redirect; also redirectJSON."),
            new("policies", new NestedTextShape(PolicyKeys.Policies), "What is done to its requests, its mirror among it."),
            new("routeType", Any, "What the console calls it."),
            .. from name in new[] { "id", "routeId", "description", "comment", "gmtCreate", "gmtModified", "regionId", "type", "defaultServiceId", "serviceIdList" }
               select new Key(name, Any, "Kept by the cloud."),
        ]),
        ("routeName", "name"), ("gateway", "gatewayUniqueId"), ("gatewayId", "gatewayUniqueId"), ("order", "routeOrder"), ("domainName", "domains"), ("domainNameList", "domains"), ("hosts", "domains"),
        ("domainId", "domainIds"), ("domainIdListJSON", "domainIds"), ("domainIdList", "domainIds"), ("routePredicates", "predicates"), ("routeServices", "services"),
        ("directResponseJSON", "directResponse"), ("redirectJSON", "redirect"), ("policy", "policies"), ("enableFallback", "fallback"));

    private static ParsedShape Status => field ??= new(
        "status by number or name", "^[A-Za-z0-9]+$",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is 0 or (> 1 and <= 6) ? new Parsed(Statuses[number])
            : Array.Find(Statuses, status => status.Length > 0 && string.Equals(status, text, StringComparison.OrdinalIgnoreCase)) is { } status ? new Parsed(status)
            : new Parsed(null, "is not a status; use 0, 2 to 6, or Published and the like"),
        [3, "Published", 0], ["1", "7", ""])
    { OrNumber = true };

    private static AliasedShape Predicates => field ??= new(
        new GroupShape("msePredicates", "Which requests a route takes: all of them must hold.", () =>
        [
            new("pathPredicates", new NestedTextShape(PathPredicate), "The path; also path."),
            new("methodPredicates", new NestedTextShape(Texts("methods", Kinds.Text)), "The methods; also methods."),
            new("headerPredicates", new NestedTextShape(new ListShape("predicates", Predicate)), "Headers; also headers."),
            new("queryPredicates", new NestedTextShape(new ListShape("predicates", Predicate)), "Query parameters; also query."),
        ]),
        ("pathPredicate", "pathPredicates"), ("path", "pathPredicates"), ("methods", "methodPredicates"), ("headers", "headerPredicates"), ("query", "queryPredicates"));

    private static GroupShape PathPredicate => field ??= new("msePathPredicate", "A test of the path.", () =>
    [
        new("path", Kinds.Text, "What it is compared with.") { Required = true, Sample = "/orders" },
        new("type", PredicateType, "PRE: begins with it, at a segment's end. EQUAL: is it. ERGULAR (the documented spelling) and REGULAR: matches it whole.") { Default = "PRE" },
        new("ignoreCase", Kinds.Bool, "Whether case does not count.") { Default = false },
    ]);

    private static GroupShape Predicate => field ??= new("msePredicate", "A test of a header or a query parameter.", () =>
    [
        new("key", Kinds.Text, "The header or parameter.") { Required = true, Sample = "x-env" },
        new("value", new TextShape("value", Kinds.Anything, "any text without control characters", ["grey"], ["a\0"]) { Loose = true }, "What it is compared with.") { Required = true },
        new("type", PredicateType, "PRE: begins with it. EQUAL: is it. ERGULAR and REGULAR: matches it whole.") { Default = "EQUAL" },
    ]);

    private static ParsedShape PredicateType => field ??= Word("kind of test", "PRE", "EQUAL", "ERGULAR", "REGULAR");

    private static AliasedShape Destination => field ??= new(
        new GroupShape("mseDestination", "A service of a route.", () =>
        [
            new("name", Name, "Its name; also serviceName."),
            new("serviceId", Id, "Its number, where the services of the file have theirs."),
            new("percent", new IntegerShape(0, 100), "Its share, where there are several.") { DefaultWords = "the same for all" },
            new("version", Name, "The version that answers."),
            new("servicePort", PortChoice, "Its port; also port. Needed where the service has several.") { DefaultWords = "the only one" },
            new("namespace", Id, "Its namespace, where the file does not list it."),
            new("sourceType", Kinds.Text, "Where its addresses come from, where the file does not list it."),
            new("agreementType", Kinds.Text, "What it speaks, where the file does not list it."),
            new("groupName", Any, "Its group."),
            new("httpDubboTranscoder", Any, "Speaks Dubbo to it.") { Rejected = "requests are not turned into Dubbo's here" },
        ]),
        ("serviceName", "name"), ("port", "servicePort"), ("weight", "percent"));

    private static GroupShape Direct => field ??= new("mseDirectResponse", "A fixed answer.", () =>
    [
        new("code", new IntegerShape(200, 599), "The status.") { Default = 200 },
        new("body", Kinds.Lines, "The body.") { Default = "" },
    ]);

    private static GroupShape Redirect => field ??= new("mseRedirect", "A redirect.", () =>
    [
        new("code", new ChoiceNumberShape(301, 302, 303, 307, 308), "The status.") { Default = 302 },
        new("host", Kinds.Text, "The host that clients are sent to.") { DefaultWords = "the same", Sample = "new.example.com" },
        new("path", Kinds.Text, "The path that they are sent to.") { DefaultWords = "the same", Sample = "/new" },
    ]);
}
