using System.Security.Cryptography;
using System.Text;

namespace TestKit;

/// <summary>Text and bytes, one to one: every character below U+0100 is one byte, so nothing is lost either way.</summary>
public static class Bytes
{
    /// <summary>The bytes of a text written in a test.</summary>
    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The text of bytes seen on the wire.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>So many of one byte.</summary>
    public static byte[] Filled(int length, byte with)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(with);
        return bytes;
    }

    /// <summary>SHA-256 as lower-case hex.</summary>
    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
