namespace Halfsilver.Matching;

/// <summary>The routes of one host by what their paths begin with: those for which case counts, and the others.</summary>
internal sealed class PathIndex
{
    private readonly PathTree _tree = new();
    private PathTree? _anyCase;

    /// <summary>Adds a route; ranks are added in ascending order.</summary>
    public void Add(in RouteKey key, int rank)
    {
        var tree = key.AnyCase && !key.PathStart.IsEmpty ? _anyCase ??= new PathTree(anyCase: true) : _tree;
        tree.Add(key.PathStart.AsSpan(), rank);
    }

    /// <summary>The lowest rank below <paramref name="best"/> whose rule holds, else <paramref name="best"/>.</summary>
    public int Find(RequestFacts facts, CompiledRule[] rules, int best)
    {
        best = _tree.Find(facts, rules, best);
        return _anyCase is null ? best : _anyCase.Find(facts, rules, best);
    }
}
