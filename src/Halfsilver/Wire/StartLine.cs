namespace Halfsilver.Wire;

/// <summary>What the first lines of requests and answers share.</summary>
internal static class StartLine
{
    /// <summary>Bytes of <c>HTTP/1.1</c>.</summary>
    public const int VersionLength = 8;

    /// <summary>What every version begins with.</summary>
    public static ReadOnlySpan<byte> Begin => "HTTP/"u8;

    /// <summary>Reads the version at the beginning of <paramref name="rest"/> into the head.</summary>
    public static WireFault ReadVersion(MessageHead head, ReadOnlySpan<byte> rest)
    {
        if (rest.Length < VersionLength || !rest.StartsWith(Begin))
        {
            return WireFault.BadStartLine;
        }

        if (rest[5] != '1' || rest[6] != '.' || rest[7] is not ((byte)'0' or (byte)'1'))
        {
            return WireFault.BadVersion;
        }

        head.Minor = rest[7] - '0';
        return WireFault.None;
    }

    /// <summary>What is wrong at a byte that should not be there: a line's end is, or the line.</summary>
    public static WireFault Fault(ReadOnlySpan<byte> bytes, int at)
    {
        if (at < 0 || at >= bytes.Length)
        {
            return WireFault.BadLineEnd;
        }

        var bare = bytes[at] == '\n' || (bytes[at] == '\r' && !FieldReader.IsLineEnd(bytes, at));
        return bare ? WireFault.BadLineEnd : WireFault.BadStartLine;
    }

    /// <summary>Whether the connection lasts: in HTTP/1.1 unless closed, in HTTP/1.0 only when asked (RFC 9112 §9.3).</summary>
    public static bool KeepsAlive(int minor, ConnectionOptions options) =>
        (options & ConnectionOptions.Close) == ConnectionOptions.None
        && (minor == 1 || (options & ConnectionOptions.KeepAlive) == ConnectionOptions.KeepAlive);
}
