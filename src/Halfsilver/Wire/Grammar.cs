using System.Buffers;

namespace Halfsilver.Wire;

/// <summary>Sets of octets and the small checks on them that RFC 9110 §5.6 and RFC 3986 §2 name.</summary>
internal static class Grammar
{
    /// <summary>What a token is made of.</summary>
    public static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>What ends or spoils a field's value: every control octet but the tab.</summary>
    public static readonly SearchValues<byte> NotInValue = SearchValues.Create(Controls(butTab: true));

    /// <summary>What ends or spoils a target: control octets, the space and the fragment's sign.</summary>
    public static readonly SearchValues<byte> NotInTarget = SearchValues.Create([.. Controls(butTab: false), (byte)' ', (byte)'#']);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    public static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t';

    /// <summary>The value of a hexadecimal digit, or -1.</summary>
    public static int Hex(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => octet - 'A' + 10,
        _ => -1,
    };

    /// <summary>Letters, digits and the four marks that mean the same plain or percent-encoded.</summary>
    public static bool IsUnreserved(int octet) =>
        octet < 0x80 && (char.IsAsciiLetterOrDigit((char)octet) || octet is '-' or '.' or '_' or '~');

    /// <summary>Whether every percent sign is followed by two hexadecimal digits.</summary>
    public static bool PercentsAreWhole(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var at = text.IndexOf((byte)'%');
            if (at < 0)
            {
                return true;
            }

            if (at + 2 >= text.Length || Hex(text[at + 1]) < 0 || Hex(text[at + 2]) < 0)
            {
                return false;
            }

            text = text[(at + 3)..];
        }
    }

    /// <summary>Takes the next element off a comma-separated list, white space around it left out; it may be empty.</summary>
    public static ReadOnlySpan<byte> NextElement(ref ReadOnlySpan<byte> list)
    {
        var comma = list.IndexOf((byte)',');
        var element = comma < 0 ? list : list[..comma];
        list = comma < 0 ? default : list[(comma + 1)..];
        return element.Trim(" \t"u8);
    }

    private static byte[] Controls(bool butTab)
    {
        var octets = new List<byte>();
        for (var octet = 0; octet < 0x20; octet++)
        {
            if (octet != '\t' || !butTab)
            {
                octets.Add((byte)octet);
            }
        }

        octets.Add(0x7f);
        return [.. octets];
    }
}
