using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Vrata;

/// <summary>Tells Vrata's files from others by their keys.</summary>
internal static partial class VrataSigns
{
    /// <summary>Whether the text has a key that only Vrata's files have, or the lists of one, and is no object of Kubernetes.</summary>
    public static bool Has(string text) =>
        Words.Any(text, "destinationId", "routeIds", "middlewareIds", "directResponse", "destinations") && !Other().IsMatch(text) && (Own().IsMatch(text) || (Destinations().IsMatch(text) && Lists().IsMatch(text)));

    /// <summary>Whether the text may hold a Service, or addresses of one.</summary>
    public static bool MayStandBeside(string text) => Words.Any(text, "kind") && Kind().IsMatch(text);

    [GeneratedRegex("""[\n{,\-][ \t\r\n]*"?(destinationId|routeIds|middlewareIds|directResponse)"?[ \t]*:""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Own();

    [GeneratedRegex("""(\A|[\n{,])[ \t\r]*"?destinations"?[ \t]*:[ \t\r\n]*(\[|-[ \t\r\n])""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Destinations();

    [GeneratedRegex("""(\A|[\n{,])[ \t\r]*"?(listeners|routes|groups)"?[ \t]*:[ \t\r\n]*(\[|-[ \t\r\n])""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Lists();

    [GeneratedRegex("""(\A|\n|\A[ \t\r\n]*\{[ \t\r\n]*)"?(apiVersion|services|version|_format_version|static_resources|endpoints|http)"?[ \t]*:""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Other();

    [GeneratedRegex("""[\n{,\-][ \t\r\n]*"?kind"?[ \t]*:[ \t]*"?(Service|EndpointSlice|Endpoints|List)"?[ \t]*([\r\n,}#]|\z)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Kind();
}
