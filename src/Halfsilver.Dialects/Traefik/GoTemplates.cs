using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Traefik;

/// <summary>Finds templates, which Traefik runs over a file before it reads it.</summary>
internal static class GoTemplates
{
    /// <summary>The first template outside a comment, or null.</summary>
    public static Place? Find(string text)
    {
        var line = 0;
        foreach (var each in text.AsSpan().EnumerateLines())
        {
            line++;
            var at = each.IndexOf("{{", StringComparison.Ordinal);
            if (at < 0 || each.TrimStart().StartsWith("#", StringComparison.Ordinal))
            {
                continue;
            }

            var end = each[at..].IndexOf("}}", StringComparison.Ordinal);
            return new Place(line, at + 1, end < 0 ? each.Length - at : end + 2);
        }

        return null;
    }
}
