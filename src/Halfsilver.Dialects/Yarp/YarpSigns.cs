using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Yarp;

/// <summary>Tells an application's settings with YARP's section, or that section alone, from other files.</summary>
internal static partial class YarpSigns
{
    public static bool Has(string text) =>
        (text.Contains("\"Clusters\"", StringComparison.OrdinalIgnoreCase) || text.Contains("\"Routes\"", StringComparison.OrdinalIgnoreCase)) && IsYarps(text);

    private static bool IsYarps(string text) =>
        (Section().IsMatch(text) && Parts().IsMatch(text)) || (Routes().IsMatch(text) && Clusters().IsMatch(text) && Keys().IsMatch(text));

    [GeneratedRegex("""[\n{,][ \t\r]*"ReverseProxy"[ \t]*:[ \t\r\n]*\{""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Section();

    [GeneratedRegex("""[\n{,/][ \t\r]*"(Routes|Clusters)"[ \t]*:""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Parts();

    [GeneratedRegex("""[\n{,/][ \t\r]*"Routes"[ \t]*:[ \t\r\n]*\{""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Routes();

    [GeneratedRegex("""[\n{,/][ \t\r]*"Clusters"[ \t]*:[ \t\r\n]*\{""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Clusters();

    [GeneratedRegex("""[\n{,][ \t\r]*"(ClusterId|Destinations)"[ \t]*:""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Keys();
}
