using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Halfsilver.Sampling;

/// <summary>The key of a <see cref="SipHash"/>: 128 bits.</summary>
internal readonly record struct SipKey(ulong Low, ulong High)
{
    /// <summary>A key that follows from a text: the same everywhere, and unrelated to that of any other text.</summary>
    public static SipKey Of(string salt)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(salt));
        return new SipKey(BinaryPrimitives.ReadUInt64LittleEndian(digest), BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(8)));
    }
}
