using System.Text.RegularExpressions;

namespace Halfsilver.Matching;

/// <summary>The groups of a translated expression as RE2 numbers them: by their opening brackets. .NET counts named groups after all others.</summary>
internal static class RegexGroups
{
    /// <summary>.NET's number for each group by RE2's number or its name; <c>0</c> is the whole match.</summary>
    public static IReadOnlyDictionary<string, int> Of(Regex regex)
    {
        var groups = new Dictionary<string, int>(StringComparer.Ordinal) { ["0"] = 0 };
        var pattern = regex.ToString();
        var (number, unnamed, inClass) = (0, 0, false);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass && Name(pattern, i) is { } name:
                    groups[name] = regex.GroupNumberFromName(name);
                    groups[Text(++number)] = groups[name];
                    break;
                case '(' when !inClass && (i + 1 == pattern.Length || pattern[i + 1] != '?'):
                    groups[Text(++number)] = ++unnamed;
                    break;
            }
        }

        return groups;
    }

    private static string? Name(string pattern, int at) =>
        pattern.AsSpan(at).StartsWith("(?<") ? pattern[(at + 3)..pattern.IndexOf('>', at)] : null;

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
