using System.Text;

namespace Halfsilver.Matching;

/// <summary>
/// Ranks of routes by what their paths begin with: a tree of octets where each node carries the text between its parent and
/// itself. Walking it with a path meets every route that could match, and few others.
/// </summary>
/// <param name="anyCase">Whether the case of letters does not count.</param>
internal sealed class PathTree(bool anyCase = false)
{
    private readonly Node _root = new([]);

    /// <summary>Adds a route; ranks are added in ascending order.</summary>
    public void Add(ReadOnlySpan<byte> start, int rank)
    {
        if (anyCase)
        {
            var lower = new byte[start.Length];
            Ascii.ToLower(start, lower, out _);
            start = lower;
        }

        var node = _root;
        while (!start.IsEmpty)
        {
            var at = node.First.AsSpan().IndexOf(start[0]);
            if (at < 0)
            {
                var leaf = new Node(start.ToArray());
                node.Attach(leaf);
                node = leaf;
                break;
            }

            var child = node.Children[at];
            var common = start.CommonPrefixLength(child.Label);
            if (common < child.Label.Length)
            {
                var upper = new Node(child.Label[..common]);
                child.Label = child.Label[common..];
                upper.Attach(child);
                node.Children[at] = upper;
                child = upper;
            }

            node = child;
            start = start[common..];
        }

        node.Add(rank);
    }

    /// <summary>The lowest rank below <paramref name="best"/> whose rule holds, else <paramref name="best"/>.</summary>
    public int Find(RequestFacts facts, CompiledRule[] rules, int best) => Find(_root, facts.Path, facts, rules, best);

    private int Find(Node node, ReadOnlySpan<byte> rest, RequestFacts facts, CompiledRule[] rules, int best)
    {
        // Deeper first: longer starts rank lower as a rule, and a low best cuts the other lists short.
        if (!rest.IsEmpty)
        {
            var at = node.First.AsSpan().IndexOf(anyCase && rest[0] is >= (byte)'A' and <= (byte)'Z' ? (byte)(rest[0] | 0x20) : rest[0]);
            if (at >= 0 && BeginsWith(rest, node.Children[at].Label))
            {
                var child = node.Children[at];
                best = Find(child, rest[child.Label.Length..], facts, rules, best);
            }
        }

        var ranks = node.Ranks;
        for (var i = 0; i < ranks.Count; i++)
        {
            var rank = ranks[i];
            if (rank >= best)
            {
                break;
            }

            if (rules[rank].Matches(facts))
            {
                return rank;
            }
        }

        return best;
    }

    private bool BeginsWith(ReadOnlySpan<byte> path, byte[] label) =>
        path.StartsWith(label) || (anyCase && path.Length >= label.Length && Ascii.EqualsIgnoreCase(path[..label.Length], label));

    private sealed class Node(byte[] label)
    {
        public byte[] Label { get; set; } = label;

        /// <summary>First octet of each child's label, at the child's index.</summary>
        public byte[] First { get; private set; } = [];

        public Node[] Children { get; private set; } = [];

        public List<int> Ranks { get; } = [];

        public void Attach(Node child)
        {
            First = [.. First, child.Label[0]];
            Children = [.. Children, child];
        }

        public void Add(int rank)
        {
            // Two alternatives of one rule may begin alike.
            if (Ranks.Count == 0 || Ranks[^1] != rank)
            {
                Ranks.Add(rank);
            }
        }
    }
}
