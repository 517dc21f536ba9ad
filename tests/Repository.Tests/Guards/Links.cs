using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>Links between pages lead to files and headings that are there.</summary>
internal static partial class Links
{
    public static IEnumerable<string> Check(HouseFile page, IReadOnlyDictionary<string, HouseFile> files)
    {
        var text = Fenced().Replace(page.Text, fence => new string('\n', fence.Value.Count(letter => letter == '\n')));
        foreach (Match link in Link().Matches(text))
        {
            var target = link.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            var place = $"{page.Path}:{page.LineOf(Math.Min(link.Index, page.Text.Length))}";
            var (file, heading) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
            var path = file.Length == 0 ? page.Path : Resolve(page.Path, file);
            if (path is null)
            {
                yield return $"{place}: {target} leaves the repository";
            }
            else if ((path == page.Path ? page : files.GetValueOrDefault(path)) is not { } found)
            {
                if (!files.Keys.Any(known => known.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal)))
                {
                    yield return $"{place}: {target} leads nowhere";
                }
            }
            else if (heading is not null && !Headings(found).Contains(heading))
            {
                yield return $"{place}: {path} has no heading #{heading}";
            }
        }
    }

    /// <summary>A page's headings as links name them.</summary>
    public static IReadOnlySet<string> Headings(HouseFile page) =>
        Heading().Matches(Fenced().Replace(page.Text, "")).Select(heading => Slug(heading.Groups["text"].Value)).ToHashSet(StringComparer.Ordinal);

    private static string Slug(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-');

    private static string? Resolve(string page, string target)
    {
        var parts = new List<string>(page.Split('/')[..^1]);
        foreach (var part in target.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not "." and not "")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"(?<!`)\[[^\]\n]*(\n[^\]\n]*)?\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^ {0,3}```[\s\S]*?^ {0,3}```", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^#{1,6} +(?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Heading();
}
