using System.Text;

namespace Halfsilver.Matching;

/// <summary>Hosts as octets, compared without case, looked up by span.</summary>
internal sealed class HostComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static HostComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => Ascii.EqualsIgnoreCase(x, y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => Ascii.EqualsIgnoreCase(alternate, other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = 2_166_136_261u;
        foreach (var octet in alternate)
        {
            // Folds the case of letters; what else it folds only shares a bucket.
            hash = (hash ^ (octet | 0x20u)) * 16_777_619u;
        }

        return (int)hash;
    }
}
