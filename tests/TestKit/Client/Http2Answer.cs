namespace TestKit;

/// <summary>What came of one stream of an <see cref="Http2Client"/>.</summary>
public sealed class Http2Answer
{
    /// <summary>The status; 0 while there is no head.</summary>
    public int Status { get; private set; }

    /// <summary>Bytes of body so far.</summary>
    public List<byte> Body { get; } = [];

    /// <summary>The body as text.</summary>
    public string BodyText => Bytes.Text([.. Body]);

    /// <summary>Heads that came, trailers included.</summary>
    public int Heads { get; private set; }

    /// <summary>Whether the stream ended as whole.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The code of the server's RST_STREAM, or null.</summary>
    public int? ResetWith { get; internal set; }

    /// <summary>Whether nothing more comes.</summary>
    public bool Over => IsWhole || ResetWith is not null;

    internal void Take(byte[] data, bool end)
    {
        Body.AddRange(data);
        IsWhole |= end;
    }

    internal void TakeHead(byte[] block, bool end)
    {
        Heads++;
        IsWhole |= end;
        if (Status == 0)
        {
            Status = StatusOf(block);
        }
    }

    // The status comes first: by its index in the static table, or in digits behind that of its name (RFC 7541, appendix A).
    private static int StatusOf(ReadOnlySpan<byte> block)
    {
        while ((block[0] & 0xE0) == 0x20)
        {
            // The table's size, which no test cares for.
            var length = 1;
            for (; (block[0] & 0x1F) == 0x1F && (block[length] & 0x80) != 0; length++)
            {
            }

            block = block[((block[0] & 0x1F) == 0x1F ? length + 1 : 1)..];
        }

        return block[0] switch
        {
            0x88 => 200,
            0x89 => 204,
            0x8A => 206,
            0x8B => 304,
            0x8C => 400,
            0x8D => 404,
            0x8E => 500,
            _ => int.Parse(Bytes.Text(block.Slice(2, 3).ToArray()), System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}
