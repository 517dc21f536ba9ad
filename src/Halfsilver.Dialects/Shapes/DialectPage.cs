using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A foreign dialect's page: what each key of its files comes to here, from the very table that reads them.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Introduction">Markdown above the tables: how files are recognised, what is decided here and why.</param>
/// <param name="Roots">The shapes of whole files or objects, in the order of the page.</param>
internal sealed record DialectPage(string Title, string Introduction, ImmutableArray<GroupShape> Roots)
{
    /// <summary>The whole page, ending with a line break.</summary>
    public string Markdown()
    {
        var page = new StringBuilder();
        page.Append("# ").Append(Title).Append("\n\n").Append(Introduction.ReplaceLineEndings("\n").TrimEnd()).Append("\n\n")
            .Append("The tables are generated from the reader's own. *Exact*: as its own system reads it. *Approximated*: as something close to it, ")
            .Append("with a notice. *Ignored*: no effect here, with a notice. *Rejected*: a file with it is refused. A key that stands in no table is ignored with a notice.\n");
        foreach (var group in Roots.SelectMany(Groups.Within).DistinctBy(group => group.Name, StringComparer.Ordinal))
        {
            page.Append("\n## ").Append(group.Name).Append("\n\n").Append(group.Description).Append("\n\n")
                .Append("| key | what it is | default | read | meaning |\n|---|---|---|---|---|\n");
            foreach (var key in group.Keys)
            {
                var (read, meaning) = Treatment(key);
                var kind = key.Ignored is null && key.Rejected is null ? PageText.Kind(key.Shape) : "";
                page.Append(CultureInfo.InvariantCulture, $"| `{key.Name}` | {PageText.Cell(kind)} | {PageText.Cell(PageText.Default(key))} | {read} | {PageText.Cell(meaning)} |\n");
            }
        }

        return page.ToString();
    }

    private static (string Read, string Meaning) Treatment(Key key) =>
        key.Rejected is { } refused ? ("rejected", $"{key.Description} {refused}".Trim())
        : key.Ignored is { } why ? ("ignored", $"{key.Description} {why}".Trim())
        : key.Approximated is { } how ? ("approximated", $"{key.Description} {how}".Trim())
        : ("exact", key.Description);
}
