namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>
/// Where a route stands in Kong's order: how many kinds of tests it has, whether its hosts are plain, how many headers, whether its paths are
/// expressions and their priority, the length of its paths; then the older one, then the one that stands first.
/// </summary>
internal readonly record struct RouteRank(int Kinds, bool HasPlainHosts, int Headers, bool IsRegex, int RegexPriority, int Length, long CreatedAt, int Index)
{
    /// <summary>Below 0 where this one is tried first, above 0 where the other is.</summary>
    public int Before(RouteRank other)
    {
        (int Mine, int Theirs)[] higherFirst =
        [
            (Kinds, other.Kinds), (HasPlainHosts ? 1 : 0, other.HasPlainHosts ? 1 : 0), (Headers, other.Headers), (IsRegex ? 1 : 0, other.IsRegex ? 1 : 0),
            (RegexPriority, other.RegexPriority), (Length, other.Length),
        ];
        foreach (var (mine, theirs) in higherFirst)
        {
            if (mine != theirs)
            {
                return theirs.CompareTo(mine);
            }
        }

        var age = CreatedAt.CompareTo(other.CreatedAt);
        return age != 0 ? age : Index.CompareTo(other.Index);
    }
}
