using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Differences;

/// <summary>Gathers what differs between two trees of keys.</summary>
internal sealed partial class TreeDiff
{
    private readonly ImmutableArray<PlanChange>.Builder _changes = ImmutableArray.CreateBuilder<PlanChange>();

    public ImmutableArray<PlanChange> Changes => _changes.ToImmutable();

    /// <summary>Compares what stands at a path, under a key that is inside another.</summary>
    public void Compare(string path, string key, string parent, TreeSide before, TreeSide after)
    {
        switch (before.Whole, after.Whole)
        {
            case (null, null):
                break;
            case (null, _):
                Tell(path, key, parent, ChangeKind.Added, before, after);
                break;
            case (_, null):
                Tell(path, key, parent, ChangeKind.Removed, before, after);
                break;
            case (JsonObject left, JsonObject right):
                Maps(path, key, left, right, before, after);
                break;
            case (JsonArray left, JsonArray right) when Identities(key, left) is { } names && Identities(key, right) is { } others:
                Lists(path, key, names, others, before, after);
                break;
            default:
                if (ListNature.Canonical(key, before.Whole) != ListNature.Canonical(key, after.Whole))
                {
                    Tell(path, key, parent, ChangeKind.Changed, before, after);
                }

                break;
        }
    }

    private void Maps(string path, string key, JsonObject left, JsonObject right, TreeSide before, TreeSide after)
    {
        foreach (var name in left.Select(entry => entry.Key).Union(right.Select(entry => entry.Key), StringComparer.Ordinal))
        {
            Compare(Under(path, name), name, key, before.At(name), after.At(name));
        }

        if (ListNature.IsOrderedMap(key))
        {
            var (old, now) = (Common(left, right), Common(right, left));
            if (!old.SequenceEqual(now, StringComparer.Ordinal))
            {
                _changes.Add(new PlanChange(path, ChangeKind.Changed, List(old), List(now)));
            }
        }
    }

    private void Lists(string path, string key, List<string> names, List<string> others, TreeSide before, TreeSide after)
    {
        foreach (var name in names.Union(others, StringComparer.Ordinal))
        {
            var (left, right) = (names.IndexOf(name), others.IndexOf(name));
            Compare($"{path}[{name}]", "", key, left < 0 ? default : before.At(left), right < 0 ? default : after.At(right));
        }
    }

    private void Tell(string path, string key, string parent, ChangeKind kind, TreeSide before, TreeSide after)
    {
        _changes.Add(new PlanChange(path, kind, Masking.Of(key, parent, before.Shown), Masking.Of(key, parent, after.Shown)));
    }

    // Null where items cannot be told apart, and the list is compared as one.
    private static List<string>? Identities(string key, JsonArray list)
    {
        var names = list.Select(item => ListNature.IdentityOf(key, item)).ToList();
        return names.Count > 0 && names.All(name => name is not null) && names.Distinct(StringComparer.Ordinal).Count() == names.Count ? [.. names.Select(name => name!)] : null;
    }

    private static List<string> Common(JsonObject map, JsonObject other) => [.. map.Select(entry => entry.Key).Where(other.ContainsKey)];

    private static JsonArray List(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);

    private static string Under(string path, string name) =>
        !Word().IsMatch(name) ? $"{path}[{name}]" : path.Length == 0 ? name : $"{path}.{name}";

    [GeneratedRegex(@"\A[A-Za-z0-9_@-]+\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Word();
}
