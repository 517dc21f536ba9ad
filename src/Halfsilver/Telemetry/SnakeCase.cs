using System.Text;

namespace Halfsilver.Telemetry;

/// <summary>Names of members as label values: <c>ConnectTimeout</c> becomes <c>connect_timeout</c>. For the start, not the path.</summary>
internal static class SnakeCase
{
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && StartsWord(name, i))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    // A run of capitals is one word: TLSFailed becomes tls_failed.
    private static bool StartsWord(string name, int i) =>
        i > 0 && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
}
