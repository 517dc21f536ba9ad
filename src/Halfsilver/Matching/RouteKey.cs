using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>
/// Where a route stands in the index: no request can match it (by this alternative of its rule) whose host and path do not
/// fit. Weaker than the rule, never stronger.
/// </summary>
/// <param name="Host">Canonical host, or the name behind <c>*.</c>; null where any host may match.</param>
/// <param name="IsWildcard">Whether <paramref name="Host"/> stands behind <c>*.</c>.</param>
/// <param name="PathStart">What the path begins with; may be empty.</param>
/// <param name="AnyCase">Whether the case of that does not count.</param>
internal readonly record struct RouteKey(string? Host, bool IsWildcard, ImmutableArray<byte> PathStart, bool AnyCase = false)
{
    // Alternatives multiply; a rule with more of them is looked at for every request instead.
    private const int MaxKeys = 64;

    private static readonly RouteKey[] Anywhere = [new(null, false, [])];

    public static IReadOnlyList<RouteKey> Of(Rule rule)
    {
        switch (rule)
        {
            case AllOf { Rules.IsDefaultOrEmpty: false } all:
                return all.Rules.Select(Of).Aggregate(Both);
            case OneOf { Rules.IsDefaultOrEmpty: false } one:
                var keys = one.Rules.SelectMany(Of).ToArray();
                return keys.Length > MaxKeys ? Anywhere : keys;
            case HostRule host when HostPattern.IsWildcard(host.Host):
                return [new(HostPattern.Canonical(host.Host[2..]), true, [])];
            case HostRule host:
                return [new(HostPattern.Canonical(host.Host), false, [])];
            case PathRule path:
                return [new(null, false, [.. PathForm.OfText(path.Path)])];
            case PathTextPrefixRule path:
                return [new(null, false, [.. PathForm.OfText(path.Prefix)])];
            case PathPrefixRule path:
                return [new(null, false, [.. RuleCompiler.PrefixOctets(path.Prefix)])];
            case PathTemplateRule path:
                return [new(null, false, [.. PathTemplate.Parse(path.Template, "", [], path.AnyCase)?.LiteralPrefix ?? []], path.AnyCase)];
            default:
                return Anywhere;
        }
    }

    private static IReadOnlyList<RouteKey> Both(IReadOnlyList<RouteKey> left, IReadOnlyList<RouteKey> right)
    {
        if ((long)left.Count * right.Count > MaxKeys)
        {
            return left.Count <= right.Count ? left : right;
        }

        return [.. left.SelectMany(one => right.Select(other => one.With(other)))];
    }

    // Both must hold, so either may stand for the two; the narrower one is taken.
    private RouteKey With(RouteKey other)
    {
        var host = Host is null || (IsWildcard && other.Host is not null && !other.IsWildcard) ? other : this;
        var path = PathStart.Length >= other.PathStart.Length ? this : other;
        return new(host.Host, host.IsWildcard, path.PathStart, path.AnyCase);
    }
}
