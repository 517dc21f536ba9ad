using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>What a route matches, and how specific ASP.NET Core finds that.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Precedence">Of the path, as <see cref="RoutePattern.Precedence"/>.</param>
/// <param name="Others">How many tests stand beside it: methods, exact hosts, hosts, fields, parameters; more is more specific, the first that differs counts.</param>
internal sealed record Matched(Rule Rule, string Precedence, ImmutableArray<int> Others);

/// <summary>Binds the match of a route. What YARP itself refuses is refused.</summary>
internal sealed class MatchBinder(ReadingScope scope)
{
    public Matched? Bind(MapItem route)
    {
        var match = route.Map("Match");
        var path = match?.Text("Path") ?? "";
        var hosts = Values(match, "Hosts").Where(item => ((string)item.Value).Length > 0).ToList();
        if (path.Length == 0 && hosts.Count == 0)
        {
            var at = match ?? route;
            scope.Reject(Codes.MissingKey, at.Place, at.Path, "names neither Path nor Hosts; {**rest} as the path takes every request");
            return null;
        }

        var rules = ImmutableArray.CreateBuilder<Rule>();
        var precedence = "5";
        if (path.Length > 0)
        {
            var item = match!.Entries["Path"];
            if (RoutePattern.Parse(path, out var wrong) is not { } pattern)
            {
                scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(path)}\" is no path's form: {wrong}");
                return null;
            }

            rules.Add(pattern.Rule());
            precedence = pattern.Precedence;
        }

        if (!Hosts(hosts, rules, out var exact) || !Methods(match, rules))
        {
            return null;
        }

        var (headers, queries) = (match?.List("Headers").OfType<MapItem>().ToList() ?? [], match?.List("QueryParameters").OfType<MapItem>().ToList() ?? []);
        foreach (var (test, isHeader) in headers.Select(one => (one, true)).Concat(queries.Select(one => (one, false))))
        {
            if (Test(test, isHeader) is not { } rule)
            {
                return null;
            }

            rules.Add(rule);
        }

        var methods = Values(match, "Methods").Count > 0 ? 1 : 0;
        return new Matched(
            rules.Count switch { 0 => AnyRule.Instance, 1 => rules[0], _ => new AllOf(rules.ToImmutable()) },
            precedence,
            [methods, exact ? 1 : 0, hosts.Count > 0 ? 1 : 0, headers.Count, queries.Count]);
    }

    private bool Hosts(List<ValueItem> written, ImmutableArray<Rule>.Builder rules, out bool exact)
    {
        var hosts = new List<string>();
        exact = written.Count > 0;
        foreach (var item in written)
        {
            var host = (string)item.Value;
            if (HostPort.IsHostPort(host) || host.StartsWith("*:", StringComparison.Ordinal))
            {
                scope.Approximate(item.Place, item.Path, "the port of a Host is not looked at; every port counts");
                host = host[..host.LastIndexOf(':')];
            }

            if (host == "*")
            {
                exact = false;
                return true;
            }

            if (HostPattern.Check(host, "") is not null)
            {
                scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(host)}\" is no host; a name, *. in front of one, or *");
                return false;
            }

            exact &= !host.StartsWith('*');
            hosts.Add(host);
        }

        if (hosts.Count > 0)
        {
            rules.Add(hosts.Count == 1 ? new HostRule(hosts[0]) : new OneOf([.. hosts.Select(host => new HostRule(host))]));
        }

        return true;
    }

    private bool Methods(MapItem? match, ImmutableArray<Rule>.Builder rules)
    {
        var methods = new List<string>();
        foreach (var item in Values(match, "Methods"))
        {
            var method = ((string)item.Value).ToUpperInvariant();
            if (MethodNames.Check([method], "") is not null || methods.Contains(method, StringComparer.Ordinal))
            {
                scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(method)}\" is no method, or stands there twice; as GET");
                return false;
            }

            methods.Add(method);
        }

        if (methods.Count > 0)
        {
            rules.Add(new MethodRule([.. methods]));
        }

        return true;
    }

    private Rule? Test(MapItem test, bool isHeader)
    {
        var name = test.Text("Name") ?? "";
        if (isHeader ? !FieldSyntax.IsToken(name) : name.Length == 0)
        {
            scope.Reject(Codes.BadValue, test.Place, test.Path, $"\"{FieldSyntax.Shown(name)}\" is no name of a {(isHeader ? "field" : "parameter")}");
            return null;
        }

        var mode = (test.Text("Mode") ?? (isHeader ? "ExactHeader" : "Exact")).ToLowerInvariant();
        var values = Values(test, "Values").Select(item => (string)item.Value).ToList();
        var withCase = test.Value("IsCaseSensitive", false);
        if ((isHeader ? Patterns.Header(name, mode, values, withCase) : Patterns.Query(name, mode, values, withCase)) is not { } rule)
        {
            var item = test.Entries["Mode"];
            scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(test.Text("Mode")!)}\" is no mode; {(isHeader ? "ExactHeader, HeaderPrefix, Contains, NotContains, Exists or NotExists" : "Exact, Contains, NotContains, Prefix or Exists")}");
            return null;
        }

        if (values.Count > 0 == mode is "exists" or "notexists" || values.Contains(""))
        {
            scope.Reject(Codes.BadValue, test.Place, test.Path, mode is "exists" or "notexists" ? "takes no values in this mode" : "needs one value or more, none of them empty");
            return null;
        }

        return rule;
    }

    private static List<ValueItem> Values(MapItem? group, string key) => group?.List(key).OfType<ValueItem>().ToList() ?? [];
}
