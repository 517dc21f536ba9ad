using Halfsilver.Sending;

namespace Halfsilver.Journey;

/// <summary>A compiled part of a route's service graph.</summary>
internal abstract class Node
{
    /// <summary>False when nobody below can answer because all endpoints there have failed their checks.</summary>
    public virtual bool IsWell => true;
}

/// <summary>Copies go to these mirrors; the request goes on to the next node.</summary>
internal sealed class MirroringNode(MirrorBranch[] mirrors, Node next) : Node
{
    public MirrorBranch[] Mirrors { get; } = mirrors;

    public Node Next { get; } = next;

    public override bool IsWell => Next.IsWell;
}

/// <summary>
/// A mirror; the mirrors of its target, which copy what it copies, each by its own share; and the baselines that are offered what its
/// sampler chose.
/// </summary>
internal sealed record MirrorBranch(CompiledMirror Mirror, MirrorBranch[] Nested, MirrorBranch[] Baselines);

/// <summary>Answers the client.</summary>
internal abstract class Leaf : Node
{
    /// <summary>
    /// Answers, whatever happens: a full answer, a problem, or a cut one. Sends the exchange's copies when the primary has its head.
    /// </summary>
    public abstract ValueTask AnswerAsync(Exchange exchange);

    /// <summary>The leaf that a node without mirrors leads to, this time.</summary>
    public static Leaf Of(Node node)
    {
        while (node is SplitNode split)
        {
            node = split.Next();
        }

        return (Leaf)node;
    }
}
