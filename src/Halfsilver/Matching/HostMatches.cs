using System.Text;
using System.Text.RegularExpressions;

namespace Halfsilver.Matching;

internal sealed class HostMatch(byte[] host) : CompiledRule
{
    public override bool Matches(RequestFacts facts) => Ascii.EqualsIgnoreCase(facts.Host, host);
}

/// <summary>One or more labels before <paramref name="suffix"/>, which begins with its dot.</summary>
internal sealed class HostSuffixMatch(byte[] suffix) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        var host = facts.Host;
        return host.Length > suffix.Length && Ascii.EqualsIgnoreCase(host[^suffix.Length..], suffix);
    }
}

internal sealed class HostRegexMatch(Regex regex) : CompiledRule
{
    public override bool Matches(RequestFacts facts) => regex.IsMatch(facts.HostChars);
}
