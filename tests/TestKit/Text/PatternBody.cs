using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TestKit;

/// <summary>A body of any length that is never held: each byte follows from the seed and its place, and the hash is known.</summary>
public sealed class PatternBody
{
    // A prime length: pieces cut at powers of two never fall on the same bytes twice.
    private const int BlockLength = 65_521;

    private readonly byte[] _block = new byte[BlockLength];
    private readonly Lazy<string> _sha256;

    /// <param name="length">Bytes, 0 to whatever the test needs.</param>
    /// <param name="seed">Two bodies of one seed and length are the same.</param>
    public PatternBody(long length, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var random = ((uint)seed * 2_654_435_761) | 1;
        foreach (ref var cell in _block.AsSpan())
        {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            cell = (byte)(random >> 11);
        }

        _sha256 = new Lazy<string>(Hash);
    }

    /// <summary>Bytes in all.</summary>
    public long Length { get; }

    /// <summary>SHA-256 of the whole as lower-case hex; computed once, on first use.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>Writes the bytes from <paramref name="offset"/> on; returns how many there were, 0 at the end.</summary>
    public int Fill(long offset, Span<byte> into)
    {
        var count = (int)Math.Min(into.Length, Math.Max(0, Length - offset));
        Span<byte> stamp = stackalloc byte[sizeof(long)];
        for (var done = 0; done < count;)
        {
            var (round, place) = Math.DivRem(offset + done, BlockLength);
            var piece = (int)Math.Min(count - done, BlockLength - place);
            _block.AsSpan((int)place, piece).CopyTo(into[done..]);

            // The round is stamped over its first bytes, so that whole rounds cannot change places unseen.
            BinaryPrimitives.WriteInt64LittleEndian(stamp, round);
            for (var i = (int)place; i < sizeof(long) && i - place < piece; i++)
            {
                into[done + i - (int)place] ^= stamp[i];
            }

            done += piece;
        }

        return count;
    }

    /// <summary>The whole as one array; for small bodies.</summary>
    public byte[] ToArray()
    {
        var all = new byte[Length];
        Fill(0, all);
        return all;
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long offset = 0;
        while (Fill(offset, buffer) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            offset += count;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
