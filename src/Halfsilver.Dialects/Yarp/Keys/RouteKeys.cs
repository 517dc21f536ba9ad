using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Yarp.Keys.YarpKinds;

namespace Halfsilver.Dialects.Yarp.Keys;

/// <summary>Keys of routes.</summary>
internal static class RouteKeys
{
    public static GroupShape Route => field ??= new("route", "Which requests, and who answers them.", () =>
    [
        new("ClusterId", Text, "The cluster that answers."),
        new("Order", Number, "Lower is tried first; of equal ones, the more specific.") { Default = 0 },
        new("Match", Match, "What a request must look like; Path or Hosts is needed."),
        new("Transforms", new ListShape("transforms", TransformKeys.Transform), "Changes to requests, one after another."),
        new("AuthorizationPolicy", Text, "Who may come in. Anonymous is taken; a route with another policy is refused: it would be open."),
        new("RateLimiterPolicy", Text, "How much is let in; disable is taken, another policy is left out, with a notice."),
        new("CorsPolicy", Text, "What pages of other sites may do; disable is taken, another policy is left out, with a notice."),
        new("TimeoutPolicy", Text, "A policy of the application; disable is taken, for another the cluster's time counts, with a notice."),
        new("Timeout", Time, "For a request: here from its end to the end of the answer's head."),
        new("OutputCachePolicy", Text, "What is answered from a cache; nothing is here, with a notice."),
        new("MaxRequestBodySize", Bytes, "Largest body in bytes; -1 is no limit.") { DefaultWords = "no limit" },
        new("Metadata", Metadata, "Texts of the application's own; those that begin with Mirror. are read as above."),
        Ignored("Extensions", "Settings of the application's own.", "settings of an application's own code are not known here"),
        Refused("RouteId", "An old name of the key that a route stands under.", "a route's name is the key that it stands under, as in YARP since 1.0; take this out"),
    ]);

    private static GroupShape Match => field ??= new("Match", "What a request must look like; all of it holds.", () =>
    [
        new("Path", Text, "The path's form, as ASP.NET Core's routes have it: without case, {name} for a segment, {**rest} for any number.") { DefaultWords = "any" },
        new("Hosts", Texts, "The hosts; *. in front stands for one or more labels.") { DefaultWords = "any" },
        new("Methods", Texts, "The methods.") { DefaultWords = "all" },
        new("Headers", new ListShape("tests", HeaderTest), "Tests of fields."),
        new("QueryParameters", new ListShape("tests", QueryTest), "Tests of parameters of the query."),
    ]);

    private static GroupShape HeaderTest => field ??= new("Headers", "A test of a field.", () =>
    [
        new("Name", Text, "The field's name."),
        new("Values", Texts, "Values of which one counts."),
        new("Mode", Text, "ExactHeader, HeaderPrefix, Contains, NotContains, Exists or NotExists.") { Default = "ExactHeader" },
        new("IsCaseSensitive", Kinds.Bool, "Whether values are compared with case.") { Default = false },
    ]);

    private static GroupShape QueryTest => field ??= new("QueryParameters", "A test of a parameter.", () =>
    [
        new("Name", Text, "The parameter's name; here compared with case."),
        new("Values", Texts, "Values of which one counts."),
        new("Mode", Text, "Exact, Contains, NotContains, Prefix or Exists.") { Default = "Exact" },
        new("IsCaseSensitive", Kinds.Bool, "Whether values are compared with case.") { Default = false },
    ]);
}
