using System.Buffers;

namespace Halfsilver.Wire;

/// <summary>Host and port as RFC 3986 §3.2 writes them, without user information. An empty host or port is refused.</summary>
internal static class HostGrammar
{
    private static readonly SearchValues<byte> RegName =
        SearchValues.Create("-._~!$&'()*+,;=%0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Whether the text is a host, with a port of 0 to 65535 or (unless one is needed) without.</summary>
    public static bool IsHostAndPort(ReadOnlySpan<byte> text, bool needsPort = false)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        int end;
        if (text[0] == '[')
        {
            end = text.IndexOf((byte)']') + 1;
            if (end == 0 || !IsIPv6(text[1..(end - 1)]))
            {
                return false;
            }
        }
        else
        {
            end = text.IndexOfAnyExcept(RegName);
            end = end < 0 ? text.Length : end;
            if (end == 0 || !Grammar.PercentsAreWhole(text[..end]))
            {
                return false;
            }
        }

        return end == text.Length ? !needsPort : text[end] == ':' && IsPort(text[(end + 1)..]);
    }

    private static bool IsPort(ReadOnlySpan<byte> digits) => digits.Length is > 0 and <= 5 && Number(digits) is >= 0 and <= 65535;

    private static bool IsIPv6(ReadOnlySpan<byte> text)
    {
        var groups = 0;
        var gap = text.StartsWith("::"u8);
        var rest = gap ? text[2..] : text;
        while (!rest.IsEmpty)
        {
            var colon = rest.IndexOf((byte)':');
            var group = colon < 0 ? rest : rest[..colon];
            if (colon < 0 && group.Contains((byte)'.'))
            {
                return IsIPv4(group) && (gap ? groups + 2 <= 7 : groups + 2 == 8);
            }

            if (!IsHexGroup(group))
            {
                return false;
            }

            groups++;
            if (colon < 0)
            {
                break;
            }

            rest = rest[(colon + 1)..];
            if (rest.IsEmpty)
            {
                return false;
            }

            if (rest[0] == ':')
            {
                if (gap)
                {
                    return false;
                }

                gap = true;
                rest = rest[1..];
            }
        }

        return gap ? groups <= 7 : groups == 8;
    }

    private static bool IsHexGroup(ReadOnlySpan<byte> group)
    {
        foreach (var octet in group)
        {
            if (Grammar.Hex(octet) < 0)
            {
                return false;
            }
        }

        return group.Length is > 0 and <= 4;
    }

    private static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var dot = text.IndexOf((byte)'.');
            if (dot < 0 != (part == 3))
            {
                return false;
            }

            var digits = dot < 0 ? text : text[..dot];
            if (digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0') || Number(digits) is < 0 or > 255)
            {
                return false;
            }

            text = text[(dot + 1)..];
        }

        return true;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
