using System.Text.RegularExpressions;

using Halfsilver.Dialects.Kubernetes;

namespace Halfsilver.Dialects.Mse;

/// <summary>What a file looks like that is in one of the two forms: by lines alone, for it may be broken.</summary>
internal static partial class MseSigns
{
    /// <summary>Whether a file is in one of the forms for certain.</summary>
    public static bool Has(string text) => HasIngress(text) || IsConsole(text);

    private static bool HasIngress(string text) =>
        KubernetesSigns.Has(text, "kind", kind => kind is "Ingress" or "McpBridge")
        && KubernetesSigns.Has(text, "apiVersion", api => api.StartsWith("networking.k8s.io/", StringComparison.Ordinal)
            || api.StartsWith("extensions/", StringComparison.Ordinal) || api.StartsWith("networking.higress.io/", StringComparison.Ordinal));

    private static bool IsConsole(string text) =>
        text.Contains("routes", StringComparison.OrdinalIgnoreCase) && Routes().IsMatch(text) && OwnWord().IsMatch(text) && !OthersMark().IsMatch(text);

    [GeneratedRegex("""(\A|[\n{,])[ \t\r\n]*"?routes"?[ \t]*:""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Routes();

    // Words that no other system's routes have.
    [GeneratedRegex("""[\n{, \t"](routePredicates|pathPredicates?|methodPredicates|headerPredicates|queryPredicates|destinationType|gatewayUniqueId|domainIdListJSON|trafficMirror|traffic-mirror|traffic mirror|mirrorTraffic|agreementType)"?[ \t]*:""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex OwnWord();

    [GeneratedRegex("""(\A|\n|\{[ \t\r\n]*)"?(apiVersion|_format_version|version|\$schema|http)"?[ \t]*:""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex OthersMark();
}
