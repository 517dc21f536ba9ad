using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>What a route matches.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Path">How its path is told.</param>
internal sealed record Matched(Rule Rule, MatchedPath Path);

/// <summary>The path of a route after its group's: one of the three.</summary>
internal readonly record struct MatchedPath(string? Exact, string? Prefix, string? Regex);

/// <summary>Binds the match of a route, with what its group adds. What Vrata does not serve is left out with a notice.</summary>
internal sealed class MatchBinder(ReadingScope scope)
{
    public Matched? Bind(MapItem route, MapItem? group)
    {
        var match = route.Map("match");
        var path = PathOf(match, group);
        var rules = ImmutableArray.CreateBuilder<Rule>();
        if (path.Regex is { } regex)
        {
            var at = match?.Entries.GetValueOrDefault("pathRegex") ?? group?.Entries.GetValueOrDefault("pathRegex") ?? route;
            if (!IsPattern(regex, at))
            {
                return null;
            }

            rules.Add(new PathRegexRule(regex));
        }
        else if (path.Exact is { } exact)
        {
            rules.Add(new PathRule(exact));
        }
        else if (path.Prefix is { } prefix && prefix != "/")
        {
            rules.Add(new PathTextPrefixRule(prefix));
        }

        if (!Methods(match, rules) || !Hosts(match, group, rules, route) || !Tests(match, group, rules))
        {
            return null;
        }

        if (match?.Value("grpc", false) ?? false)
        {
            rules.Add(new HeaderRule("Content-Type", ValueTest.Matches("^application/grpc")));
        }

        if (match?.Text("cel") is { Length: > 0 } cel)
        {
            var item = match.Entries["cel"];
            if (CelReader.Read(cel, out var wrong) is not { } rule)
            {
                scope.Reject(Codes.BadValue, item.Place, item.Path, $"{wrong}; the route would take other requests without it");
                return null;
            }

            rules.Add(rule);
        }

        return new Matched(rules.Count switch { 0 => AnyRule.Instance, 1 => rules[0], _ => new AllOf(rules.ToImmutable()) }, path);
    }

    /// <summary>A text as an expression that matches it alone.</summary>
    public static string Escaped(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' || c > '~' ? $"{c}" : $"\\{c}"));

    private static MatchedPath PathOf(MapItem? match, MapItem? group)
    {
        var (exact, prefix, regex) = (Text(match, "path"), Text(match, "pathPrefix"), Text(match, "pathRegex"));
        var shared = Text(group, "pathPrefix") ?? "";
        if (Text(group, "pathRegex") is { } outer)
        {
            var inner = regex ?? (exact is not null ? Escaped(exact) : prefix is not null ? Escaped(prefix) : null);
            return new MatchedPath(null, null, inner is null ? $"^{outer}" : $"^(?:{outer})(?:{inner})");
        }

        return exact is not null ? new MatchedPath(shared + exact, null, null)
            : prefix is not null ? new MatchedPath(null, shared + prefix, null)
            : regex is not null ? new MatchedPath(null, null, $"^{shared}{regex}")
            : new MatchedPath(null, shared.Length > 0 ? shared : "/", null);
    }

    private bool Methods(MapItem? match, ImmutableArray<Rule>.Builder rules)
    {
        var written = match?.List("methods").OfType<ValueItem>().ToList() ?? [];
        var methods = written.Select(item => ((string)item.Value).ToUpperInvariant()).Where(method => MethodNames.Check([method], "") is null).Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (written.Count > 0 && methods.IsEmpty)
        {
            scope.Ignore(written[0].Place, written[0].Path, "names no method that a request can have, so no request ever comes here; the route is left out");
            return false;
        }

        if (!methods.IsEmpty)
        {
            rules.Add(new MethodRule(methods));
        }

        return true;
    }

    private bool Hosts(MapItem? match, MapItem? group, ImmutableArray<Rule>.Builder rules, MapItem route)
    {
        var written = (group?.List("hostnames") ?? []).Concat(match?.List("hostnames") ?? []).OfType<ValueItem>().ToList();
        if (written.Count == 0 || written.Exists(item => (string)item.Value == "*"))
        {
            return true;
        }

        var hosts = new List<string>();
        foreach (var item in written)
        {
            var host = (string)item.Value;
            if (host.Contains('*', StringComparison.Ordinal) || HostPattern.Check(host, "") is not null)
            {
                scope.Ignore(item.Place, item.Path, $"\"{FieldSyntax.Shown(host)}\" is compared as it stands there, so no request has this host; name each host, or * alone for any");
            }
            else if (!hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            {
                hosts.Add(host);
            }
        }

        if (hosts.Count == 0)
        {
            scope.Ignore(route.Place, route.Path, "has no host that a request can have; the route is left out");
            return false;
        }

        rules.Add(hosts.Count == 1 ? new HostRule(hosts[0]) : new OneOf([.. hosts.Select(host => new HostRule(host))]));
        return true;
    }

    private bool Tests(MapItem? match, MapItem? group, ImmutableArray<Rule>.Builder rules)
    {
        foreach (var test in (match?.List("headers") ?? []).Concat(group?.List("headers") ?? []).OfType<MapItem>())
        {
            var name = test.Text("name") ?? "";
            if (!FieldSyntax.IsToken(name))
            {
                scope.Ignore(test.Place, test.Path, $"\"{FieldSyntax.Shown(name)}\" is no name of a field, so no request ever passes; the route is left out");
                return false;
            }

            if (Test(test, ValueTest.Present) is not { } passes)
            {
                return false;
            }

            rules.Add(new HeaderRule(name, passes));
        }

        foreach (var test in (match?.List("queryParams") ?? []).OfType<MapItem>())
        {
            if (test.Text("name") is not { Length: > 0 } name)
            {
                scope.Ignore(test.Place, test.Path, "names no parameter, so no request ever passes; the route is left out");
                return false;
            }

            if (Test(test, ValueTest.Matches("(?s).")) is not { } passes)
            {
                return false;
            }

            rules.Add(new QueryRule(name, passes));
        }

        return true;
    }

    private ValueTest? Test(MapItem test, ValueTest present)
    {
        if (test.Text("value") is not { Length: > 0 } value)
        {
            return present;
        }

        if (!test.Value("regex", false))
        {
            return ValueTest.Is(value);
        }

        return IsPattern(value, test.Entries["value"]) ? ValueTest.Matches(value) : null;
    }

    private bool IsPattern(string pattern, Item at)
    {
        if (Kinds.PlanFault(problems => LinearRegex.Check(pattern, "", problems)) is not { } fault)
        {
            return true;
        }

        scope.Ignore(at.Place, at.Path, $"{fault}; as in Vrata the route is left out");
        return false;
    }

    private static string? Text(MapItem? group, string key) => group?.Text(key) is { Length: > 0 } text ? text : null;
}
