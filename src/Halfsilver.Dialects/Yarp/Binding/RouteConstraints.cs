using System.Globalization;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Constraints of a parameter, as expressions.</summary>
internal static class RouteConstraints
{
    /// <summary>Adds all of <c>int:min(1)</c>; what is wrong, or an empty text.</summary>
    public static string Read(string text, List<string> into)
    {
        foreach (var one in Split(text))
        {
            var open = one.IndexOf('(', StringComparison.Ordinal);
            var name = open < 0 ? one : one[..open];
            var argument = open < 0 || !one.EndsWith(')') ? "" : one[(open + 1)..^1];
            if (Of(name.ToLowerInvariant(), argument) is not { } pattern)
            {
                return $"the constraint \"{one}\" cannot be said here, and the route would take other requests without it";
            }

            into.Add(pattern);
        }

        return "";
    }

    private static string? Of(string name, string argument) => name switch
    {
        "int" or "long" => "-?[0-9]{1,19}",
        "guid" => "[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}",
        "bool" => "true|false",
        "alpha" => "[a-z]+",
        "decimal" or "double" or "float" => "[-+]?[0-9]*\\.?[0-9]+(?:e[-+]?[0-9]+)?",
        "required" => "[^/]+",
        "file" => "[^/]*\\.[^/.]+",
        "minlength" when Number(argument) is { } least => $"[^/]{{{least},}}",
        "maxlength" when Number(argument) is { } most => $"[^/]{{0,{most}}}",
        "length" when Number(argument) is { } exact => $"[^/]{{{exact}}}",
        "length" when argument.Split(',') is [var from, var to] && Number(from) is { } least && Number(to) is { } most && least <= most => $"[^/]{{{least},{most}}}",
        "regex" when argument.Length > 0 => Whole(argument.Replace("\\\\", "\\", StringComparison.Ordinal)),
        _ => null,
    };

    private static int? Number(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000 ? number : null;

    // Anchors of the expression are the segment's ends.
    private static string Whole(string pattern)
    {
        pattern = pattern.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
        var before = pattern.StartsWith('^') ? "" : "[^/]*";
        var after = pattern.EndsWith('$') ? "" : "[^/]*";
        return $"{before}(?:{pattern.TrimStart('^').TrimEnd('$')}){after}";
    }

    private static IEnumerable<string> Split(string text)
    {
        var from = 0;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (text[i] == ':' && depth == 0)
            {
                yield return text[from..i];
                from = i + 1;
            }
        }

        yield return text[from..];
    }
}
