using Halfsilver.Sending;

namespace Halfsilver.Journey;

/// <summary>A compiled part of a route's service graph.</summary>
internal abstract class Node;

/// <summary>Copies go to these mirrors; the request goes on to the next node.</summary>
internal sealed class MirroringNode(MirrorBranch[] mirrors, Node next) : Node
{
    public MirrorBranch[] Mirrors { get; } = mirrors;

    public Node Next { get; } = next;
}

/// <summary>
/// A mirror; the mirrors of its target, which copy what it copies, each by its own share; and the baselines that are offered what its
/// sampler chose.
/// </summary>
internal sealed record MirrorBranch(CompiledMirror Mirror, MirrorBranch[] Nested, MirrorBranch[] Baselines);

/// <summary>The request goes to one of several nodes, in an order in which each stands as often as its weight.</summary>
internal sealed class SplitNode(Node[] order) : Node
{
    private int _turn = -1;

    public Node Next() => order[(uint)Interlocked.Increment(ref _turn) % (uint)order.Length];
}

/// <summary>Answers the client.</summary>
internal abstract class Leaf : Node
{
    /// <summary>
    /// Answers, whatever happens: a full answer, a problem, or a cut one. Sends the exchange's copies when the primary has its head.
    /// </summary>
    public abstract ValueTask AnswerAsync(Exchange exchange);
}
