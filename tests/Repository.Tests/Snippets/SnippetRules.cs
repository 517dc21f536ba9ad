using System.Text.RegularExpressions;

namespace Repository.Tests.Snippets;

/// <summary>What a block must keep to before a test runs it: this machine only, and ports that can be changed.</summary>
internal static partial class SnippetRules
{
    /// <summary>What a block breaks.</summary>
    public static IEnumerable<string> Check(Snippet snippet)
    {
        if (snippet.Mark is not SnippetMark.Run)
        {
            yield break;
        }

        var text = snippet.Text.Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (var line in text.Split('\n').Where(line => Starts().IsMatch(line) && !line.Contains("--dry-run", StringComparison.Ordinal)))
        {
            foreach (var flag in new[] { "--listen", "--admin" })
            {
                if (!line.Contains($"{flag} 127.0.0.1:", StringComparison.Ordinal))
                {
                    yield return $"{snippet.Place}: '{line.Trim()}' starts a gateway and needs {flag} 127.0.0.1:PORT";
                }
            }
        }

        foreach (Match host in Host().Matches(text))
        {
            // .test never resolves (RFC 6761): such a name is data, not somewhere to go.
            var name = host.Groups["host"].Value;
            if (name is not ("127.0.0.1" or "localhost" or "[::1]") && !name.EndsWith(".test", StringComparison.Ordinal))
            {
                yield return $"{snippet.Place}: {name} is not this machine";
            }
        }
    }

    [GeneratedRegex(@"^\s*(exec\s+)?halfsilver\s+(run|demo)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Starts();

    [GeneratedRegex(@"https?://(?<host>\[[^\]]*\]|[^/\s:@'""?]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Host();
}
