using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>The text of a token: <c>hs_</c> and 256 random bits. It is shown once and never kept; what is kept is its hash.</summary>
internal static class TokenText
{
    /// <summary>What every token begins with, so that scanners for leaked secrets find it.</summary>
    public const string Mark = "hs_";

    /// <summary>Characters by which people tell tokens apart; 208 bits stay unknown.</summary>
    public const int PrefixLength = 11;

    private const int Bytes = 32;

    /// <summary>Makes one.</summary>
    public static string Create() => Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 of the text, in lower-case hexadecimal digits. A slow hash would add nothing to 256 random bits.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(HashBytes(token));

    /// <summary>The same as bytes.</summary>
    public static byte[] HashBytes(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>What may be shown of a token.</summary>
    public static string Prefix(string token) => token[..PrefixLength];

    /// <summary>A hash as bytes; null where the text is none.</summary>
    public static byte[]? ReadHash(string text) =>
        text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
}
