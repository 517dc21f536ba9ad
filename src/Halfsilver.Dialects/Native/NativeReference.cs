using System.Globalization;
using System.Text;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Native;

/// <summary>The reference page of the native file.</summary>
public static class NativeReference
{
    /// <summary>The whole page in Markdown.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder();
        page.Append("""
            # The native file

            This page is generated from the reader's own description of the keys, as the JSON Schema is
            (`halfsilver.schema.json`, draft-07). Files are YAML 1.2, or JSON. Unknown keys, doubled keys and tags are errors.
            Values may hold `${NAME}` or `${NAME:-default}`; `$${` stands for a plain `${`.

            Durations are written as `250ms`, `5s` or `1m30s`; sizes as `64KiB`, `10MB` or a whole number of bytes. Keys marked
            *later* are checked, but a file that uses them is refused by this version.

            """.ReplaceLineEndings("\n"));
        foreach (var group in NativeSchema.Groups())
        {
            page.Append('\n').Append("## ").Append(group.Name).Append("\n\n").Append(group.Description).Append("\n\n");
            Together(page, group);
            page.Append("| key | what it is | default | meaning |\n|---|---|---|---|\n");
            foreach (var key in group.Keys)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{key.Name}` | {PageText.Cell(PageText.Kind(key.Shape))} | {PageText.Cell(PageText.Default(key))} | {PageText.Cell(Meaning(key))} |\n");
            }
        }

        return page.ToString();
    }

    private static void Together(StringBuilder page, GroupShape group)
    {
        foreach (var set in group.ExactlyOne)
        {
            page.Append("Exactly one of ").AppendJoin(", ", set.Select(name => $"`{name}`"))
                .Append(group.Spares is { } spares ? $", which `{spares.Key}: {spares.Value}` does without.\n\n" : ".\n\n");
        }

        foreach (var set in group.AtMostOne)
        {
            page.Append("At most one of ").AppendJoin(", ", set.Select(name => $"`{name}`")).Append(".\n\n");
        }

        foreach (var (key, needs) in group.Needs)
        {
            page.Append(CultureInfo.InvariantCulture, $"`{key}` makes sense only beside `{needs}`.\n\n");
        }
    }

    private static string Meaning(Key key)
    {
        var later = key.Later is null ? "" : " *Later.*";
        return $"{key.Description}{later} Example: `{PageText.Plain(key.Example)}`";
    }
}
