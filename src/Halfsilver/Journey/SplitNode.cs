using Halfsilver.Upstreams;

namespace Halfsilver.Journey;

/// <summary>
/// The request goes to one of several nodes, in an order in which each stands as often as its weight. The turns of one that is not well go to the
/// others by their weights.
/// </summary>
internal sealed class SplitNode : Node
{
    private readonly (Node Node, int Weight)[] _parts;
    private readonly Node[] _order;
    private readonly Node[] _ends;
    private Stand? _stand;
    private int _turn = -1;

    /// <param name="parts">Nodes with weights above 0; at least one.</param>
    public SplitNode(params (Node Node, int Weight)[] parts)
    {
        _parts = parts;
        _order = OrderOf(parts);
        _ends = [.. parts.SelectMany(static part => EndsOf(part.Node)).Distinct()];
    }

    public override bool IsWell
    {
        get
        {
            foreach (var node in _ends)
            {
                if (node.IsWell)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public Node Next()
    {
        var node = _order[(uint)Interlocked.Increment(ref _turn) % (uint)_order.Length];
        return node.IsWell ? node : Other() ?? node;
    }

    // Splits that share parts have far more ways down than ends.
    private static Node[] EndsOf(Node node) => node switch
    {
        SplitNode split => split._ends,
        MirroringNode mirroring => EndsOf(mirroring.Next),
        _ => [node],
    };

    // Who stands in is worked out once for each change of who is well.
    private Node? Other()
    {
        var stand = Volatile.Read(ref _stand);
        if (stand is null || !stand.Holds(_parts))
        {
            Volatile.Write(ref _stand, stand = new Stand(_parts));
        }

        return stand.Next();
    }

    private static Node[] OrderOf((Node Node, int Weight)[] parts) =>
        parts.Length == 0 ? [] : [.. SmoothOrder.Of(parts, static part => part.Weight).Select(static part => part.Node)];

    /// <summary>The parts that were well at one time, in an order of their own.</summary>
    private sealed class Stand((Node Node, int Weight)[] parts)
    {
        private readonly bool[] _well = [.. parts.Select(static part => part.Node.IsWell)];
        private readonly Node[] _order = OrderOf([.. parts.Where(static part => part.Node.IsWell)]);
        private int _turn = -1;

        public bool Holds((Node Node, int Weight)[] now)
        {
            for (var i = 0; i < _well.Length; i++)
            {
                if (now[i].Node.IsWell != _well[i])
                {
                    return false;
                }
            }

            return true;
        }

        public Node? Next() => _order.Length == 0 ? null : _order[(uint)Interlocked.Increment(ref _turn) % (uint)_order.Length];
    }
}
