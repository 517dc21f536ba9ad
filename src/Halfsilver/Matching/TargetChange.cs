using Halfsilver.Wire;

namespace Halfsilver.Matching;

/// <summary>Writes a path, and a query where it has one, from a template. A route that matched by something else leaves the path alone.</summary>
internal sealed class TargetChange(TargetTemplate template) : PathChange
{
    /// <inheritdoc/>
    public override byte[]? Apply(ReadOnlySpan<byte> original, ReadOnlySpan<byte> path) => template.Fill(original);
}
