using System.Text.RegularExpressions;

namespace Halfsilver.Matching;

internal sealed class PathMatch(byte[] path) : CompiledRule
{
    public override bool Matches(RequestFacts facts) => facts.Path.SequenceEqual(path);
}

internal sealed class PathTextPrefixMatch(byte[] prefix) : CompiledRule
{
    public override bool Matches(RequestFacts facts) => facts.Path.StartsWith(prefix);
}

/// <summary>A prefix of whole segments, without its closing slash; empty stands for every path that begins with a slash.</summary>
internal sealed class PathPrefixMatch(byte[] prefix) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        var path = facts.Path;
        return prefix.Length == 0
            ? path.Length > 0 && path[0] == '/'
            : path.StartsWith(prefix) && (path.Length == prefix.Length || path[prefix.Length] == '/');
    }
}

internal sealed class PathTemplateMatch(PathTemplate template) : CompiledRule
{
    public override bool Matches(RequestFacts facts) => template.Matches(facts.Path);
}

internal sealed class PathRegexMatch(Regex regex) : CompiledRule
{
    public override bool Matches(RequestFacts facts) => regex.IsMatch(facts.PathChars);
}
