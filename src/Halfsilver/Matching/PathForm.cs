using System.Text;

namespace Halfsilver.Matching;

/// <summary>
/// The normal form of RFC 3986 §6.2.2 as rules see it: encoded unreserved octets decoded, hex digits of all others in
/// upper case. Dot segments stay; <see cref="PathSafety"/> is asked about those.
/// </summary>
internal static class PathForm
{
    /// <summary>Writes the normal form of <paramref name="path"/>, which is never longer, and returns its length.</summary>
    public static int Write(ReadOnlySpan<byte> path, Span<byte> normal)
    {
        var length = 0;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] != '%' || !TryOctet(path, i, out var octet))
            {
                normal[length++] = path[i];
                continue;
            }

            if (IsUnreserved(octet))
            {
                normal[length++] = octet;
            }
            else
            {
                normal[length++] = (byte)'%';
                normal[length++] = Upper(path[i + 1]);
                normal[length++] = Upper(path[i + 2]);
            }

            i += 2;
        }

        return length;
    }

    /// <summary>The normal form of a path in a plan. What cannot stand in a request's path is encoded first, as a client would.</summary>
    public static byte[] OfText(string path)
    {
        var encoded = new List<byte>(path.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(path))
        {
            if (octet is > 0x20 and < 0x7F)
            {
                encoded.Add(octet);
            }
            else
            {
                encoded.AddRange(Encoding.ASCII.GetBytes($"%{octet:X2}"));
            }
        }

        var normal = new byte[encoded.Count];
        var length = Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(encoded), normal);
        return normal[..length];
    }

    /// <summary>The octet that <c>%XX</c> at <paramref name="at"/> stands for.</summary>
    public static bool TryOctet(ReadOnlySpan<byte> text, int at, out byte octet)
    {
        octet = 0;
        if (at + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[at + 1]) || !char.IsAsciiHexDigit((char)text[at + 2]))
        {
            return false;
        }

        octet = (byte)((HexValue(text[at + 1]) << 4) | HexValue(text[at + 2]));
        return true;
    }

    private static bool IsUnreserved(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';

    private static byte Upper(byte digit) => digit >= 'a' ? (byte)(digit - 0x20) : digit;

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
