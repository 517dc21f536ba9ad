using System.Buffers;
using Halfsilver.Wire;

namespace Halfsilver.Matching;

/// <summary>
/// Writes a path from a template, with what the client's path has in place of the route's parameters, octet by octet as it came. The
/// first of the route's templates that holds is taken; a route that matched by something else leaves the path alone.
/// </summary>
internal sealed class TemplateChange : PathChange
{
    private readonly PathTemplate _template;
    private readonly (PathTemplate Template, int[] Segments)[] _sources;

    public TemplateChange(PathTemplate template, PathTemplate[] sources)
    {
        _template = template;
        _sources = [.. sources.Select(source => (source, template.Names.Select(name => name is null ? -1 : Array.IndexOf(source.Names, name)).ToArray()))];
    }

    /// <inheritdoc/>
    public override byte[]? Apply(ReadOnlySpan<byte> original, ReadOnlySpan<byte> path)
    {
        // Templates see the normal form; its slashes are the raw path's own, so segments stand at the same numbers.
        var normal = ArrayPool<byte>.Shared.Rent(original.Length);
        var length = PathForm.Write(original, normal);
        byte[]? made = null;
        foreach (var (source, segments) in _sources)
        {
            if (source.Matches(normal.AsSpan(0, length)))
            {
                made = Fill(original, source, segments);
                break;
            }
        }

        ArrayPool<byte>.Shared.Return(normal);
        return made;
    }

    private byte[] Fill(ReadOnlySpan<byte> original, PathTemplate source, int[] segments)
    {
        var rest = _template.Rest is null ? default : After(original, source.Names.Length);
        var length = rest.Length;
        for (var i = 0; i < segments.Length; i++)
        {
            length += 1 + Segment(original, segments, i).Length;
        }

        var made = new byte[Math.Max(1, length)];
        var writer = new ByteWriter(made);
        for (var i = 0; i < segments.Length; i++)
        {
            writer.Write("/"u8);
            writer.Write(Segment(original, segments, i));
        }

        writer.Write(length == 0 ? "/"u8 : rest);
        return made;
    }

    private ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> original, int[] segments, int i)
    {
        if (segments[i] < 0)
        {
            return _template.Literals[i];
        }

        var segment = After(original, segments[i])[1..];
        var end = segment.IndexOf((byte)'/');
        return end < 0 ? segment : segment[..end];
    }

    // What follows so many segments, its slash included.
    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> path, int segments)
    {
        for (; segments > 0; segments--)
        {
            var next = path[1..].IndexOf((byte)'/');
            path = next < 0 ? default : path[(next + 1)..];
        }

        return path;
    }
}
