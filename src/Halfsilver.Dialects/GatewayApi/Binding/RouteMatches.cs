using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>A match with what decides its place among others.</summary>
/// <param name="Rules">What must hold, beside the hosts.</param>
/// <param name="Ranks">The specification's precedence: the smaller the earlier.</param>
/// <param name="Prefix">The prefix that it matches; null where it matches none.</param>
internal sealed record RouteMatch(ImmutableArray<Rule> Rules, ImmutableArray<int> Ranks, string? Prefix);

/// <summary>Matches of both kinds of routes.</summary>
internal static class RouteMatches
{
    private const int Exact = 0;
    private const int Regex = 1;
    private const int Prefix = 2;

    /// <summary>The matches of a rule of HTTP; one that takes everything where none stands.</summary>
    public static IEnumerable<RouteMatch> Http(MapItem rule)
    {
        var matches = rule.List("matches").OfType<MapItem>().ToList();
        if (matches.Count == 0)
        {
            yield return new RouteMatch([], [Prefix, -1, 1, 0, 0], "/");
        }

        foreach (var match in matches)
        {
            var path = match.Map("path");
            var value = path?.Text("value") ?? "/";
            var kind = path?.Text("type") switch { "Exact" => Exact, "RegularExpression" => Regex, _ => Prefix };
            var headers = Values(match, "headers", static (name, test) => new HeaderRule(name, test));
            var queries = Values(match, "queryParams", static (name, test) => new QueryRule(name, test));
            var method = match.Text("method");
            ImmutableArray<Rule> rules =
            [
                .. kind switch
                {
                    Exact => [new PathRule(value)],
                    Regex => [new PathRegexRule($"^(?:{value})$")],
                    _ => value == "/" ? ImmutableArray<Rule>.Empty : [new PathPrefixRule(value)],
                },
                .. method is null ? [] : new Rule[] { new MethodRule([method]) },
                .. headers,
                .. queries,
            ];
            yield return new RouteMatch(rules, [kind, kind == Exact ? 0 : -value.Length, method is null ? 1 : 0, -headers.Length, -queries.Length], kind == Prefix ? value : null);
        }
    }

    /// <summary>The matches of a rule of gRPC.</summary>
    public static IEnumerable<RouteMatch> Grpc(MapItem rule, ReadingScope scope)
    {
        var matches = rule.List("matches").OfType<MapItem>().ToList();
        if (matches.Count == 0)
        {
            yield return new RouteMatch([], [Prefix, 0, 0, 0, 0], null);
        }

        foreach (var match in matches)
        {
            var call = match.Map("method");
            var (service, method) = (call?.Text("service") is { Length: > 0 } one ? one : null, call?.Text("method") is { Length: > 0 } other ? other : null);
            if (call is not null && service is null && method is null)
            {
                scope.Reject(Codes.MissingKey, call.Place, call.Path, "one of service, method is missing");
                continue;
            }

            var headers = Values(match, "headers", static (name, test) => new HeaderRule(name, test));
            ImmutableArray<Rule> path = call is null ? [] : [Call(call.Text("type") == "RegularExpression", service, method)];
            yield return new RouteMatch([.. path, .. headers], [service is not null && method is not null ? Exact : Prefix, -(service?.Length ?? 0), -(method?.Length ?? 0), -headers.Length, 0], null);
        }
    }

    private static Rule Call(bool isExpression, string? service, string? method) => (isExpression, service, method) switch
    {
        (false, not null, not null) => new PathRule($"/{service}/{method}"),
        (false, not null, null) => new PathPrefixRule($"/{service}"),
        (false, null, _) => new PathRegexRule($"^/[^/]+/{System.Text.RegularExpressions.Regex.Escape(method!)}$"),
        _ => new PathRegexRule($"^/(?:{service ?? "[^/]+"})/(?:{method ?? "[^/]+"})$"),
    };

    // Of two tests for one name the first counts.
    private static ImmutableArray<Rule> Values(MapItem match, string key, Func<string, ValueTest, Rule> make)
    {
        var items = match.List(key);
        if (items.Count == 0)
        {
            return [];
        }

        var names = new HashSet<string>(key == "headers" ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var rules = ImmutableArray.CreateBuilder<Rule>(items.Count);
        foreach (var item in items)
        {
            if (item is MapItem test && test.Text("name") is { } name && test.Text("value") is { } value && names.Add(name))
            {
                rules.Add(make(name, test.Text("type") == "RegularExpression" ? ValueTest.Matches($"^(?:{value})$") : ValueTest.Is(value.Trim(' ', '\t'))));
            }
        }

        return rules.ToImmutable();
    }
}
