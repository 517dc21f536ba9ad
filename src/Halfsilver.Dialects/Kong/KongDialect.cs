using System.Collections.Immutable;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.Kong.Binding;
using Halfsilver.Dialects.Kong.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Kong;

/// <summary>Kong's declarative files, in YAML or JSON.</summary>
public sealed partial class KongDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "kong";

    /// <inheritdoc/>
    public bool Recognises(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Words.Any(text.Text, "_format_version") && Format().IsMatch(text.Text);
    }

    /// <inheritdoc/>
    public Reading Read(ImmutableArray<DialectText> files)
    {
        ImmutableArray<DialectText> contents = [.. files.Select(file => file.Text.StartsWith('\uFEFF') ? file with { Text = file.Text[1..] } : file)];
        var notices = new NoticeList(contents);
        var scope = new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, Loose = true });
        var items = new List<MapItem>();
        for (var i = 0; i < contents.Length; i++)
        {
            if (TreeReader.Read(contents[i].Text, notices, i) is { } root && FileKeys.File.Read(root, "", scope) is MapItem item)
            {
                items.Add(item);
            }
        }

        var plan = notices.Stops ? null : new Assembly(scope).Build(items);
        return new Reading(notices.Stops ? null : plan, notices.ToImmutable());
    }

    [GeneratedRegex("""(\A|\n|\{[ \t\r\n]*|,[ \t\r\n]*)\uFEFF?["']?_format_version["']?[ \t]*:""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Format();
}
