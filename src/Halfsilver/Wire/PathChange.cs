namespace Halfsilver.Wire;

/// <summary>
/// A change that makes a path out of another, of a length that nobody knows before. It may bring a query of its own, which the client's
/// follows. Shared by all requests.
/// </summary>
internal abstract class PathChange
{
    /// <summary>The new path, or null where it leaves the path as it is. A new path begins with a slash and can stand in a request line.</summary>
    /// <param name="original">The client's path.</param>
    /// <param name="path">What became of it so far.</param>
    public abstract byte[]? Apply(ReadOnlySpan<byte> original, ReadOnlySpan<byte> path);
}
