using Halfsilver.Fuzz;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>Feeds a chunk reader in pieces, as a connection would.</summary>
internal static class ChunkFeed
{
    /// <summary>What the reader made of it; null where it refused or the body was not whole.</summary>
    public static ReferenceChunks? Run(ref ChunkReader reader, byte[] bytes, Func<int> piece)
    {
        var data = new List<byte>();
        var at = 0;
        while (at < bytes.Length && !reader.Ended)
        {
            var end = Math.Min(bytes.Length, at + piece());
            while (at < end && !reader.Ended)
            {
                var input = bytes.AsSpan(at, end - at);
                if (reader.Read(input, out var consumed, out var start, out var length) != WireFault.None)
                {
                    return null;
                }

                Assert.True(consumed > 0, "A reader that takes nothing would be asked forever.");
                data.AddRange(input.Slice(start, length));
                at += consumed;
            }
        }

        return reader.Ended ? new(Heads.Text(data.ToArray()), Heads.Text(reader.Trailers), at) : null;
    }
}
