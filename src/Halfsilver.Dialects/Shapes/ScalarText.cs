using System.Text;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A single value as it was written, with variables put in.</summary>
/// <param name="Text">The text, variables put in.</param>
/// <param name="Plain">Whether its type follows from its text: it stands without quotes, or came from a variable.</param>
/// <param name="Node">The value as it stands in the file.</param>
/// <param name="Put">Whether a variable was put in.</param>
/// <param name="Loose">Whether it is a text whatever it looks like.</param>
internal readonly partial record struct ScalarText(string Text, bool Plain, ScalarNode Node, bool Put = false, bool Loose = false)
{
    private const int LongestShown = 80;

    /// <summary>How messages show it. What came from a variable may be secret and is never shown.</summary>
    public string Shown => Show(Node);

    /// <summary>The value, or null after saying which variable is missing or misspelt.</summary>
    public static ScalarText? From(ScalarNode node, string path, ReadingScope scope)
    {
        if (scope.Manner.Variables is not { } variables || !node.Text.Contains("${", StringComparison.Ordinal))
        {
            return new ScalarText(node.Text, node.Plain || scope.Manner.Loose, node, Loose: scope.Manner.Loose);
        }

        var text = new StringBuilder();
        var replaced = false;
        for (var at = 0; at < node.Text.Length;)
        {
            var rest = node.Text.AsSpan(at);
            if (rest.StartsWith("$${"))
            {
                text.Append("${");
                at += 3;
            }
            else if (!rest.StartsWith("${"))
            {
                text.Append(node.Text[at++]);
            }
            else if (Variable().Match(node.Text, at) is { Success: true } match)
            {
                var name = match.Groups["name"].Value;
                var value = variables(name);
                if (match.Groups["default"].Success)
                {
                    value = string.IsNullOrEmpty(value) ? match.Groups["default"].Value : value;
                }

                if (value is null)
                {
                    scope.Reject(Codes.Variable, node.Place, path, $"the variable {name} is not set; set it or write ${{{name}:-default}}");
                    return null;
                }

                text.Append(value);
                replaced = true;
                at += match.Length;
            }
            else
            {
                scope.Reject(Codes.Variable, node.Place, path, $"{Show(node)} has a broken variable; write ${{NAME}}, ${{NAME:-default}}, or $${{ for a plain ${{");
                return null;
            }
        }

        return new ScalarText(text.ToString(), node.Plain || replaced, node, replaced);
    }

    /// <summary>How messages show a value: numbers and words of YAML bare, texts quoted, never longer than a line.</summary>
    public static string Show(ScalarNode node)
    {
        var text = node.Text.Length > LongestShown ? node.Text[..LongestShown] + "…" : node.Text;
        return node.Plain && !CoreScalar.IsText(node.Text) && text.Length > 0 ? text : $"\"{text}\"";
    }

    [GeneratedRegex(@"\G\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^}]*))?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Variable();
}
