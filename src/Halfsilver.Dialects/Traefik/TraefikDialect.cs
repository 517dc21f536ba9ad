using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Toml;
using Halfsilver.Dialects.Traefik.Binding;
using Halfsilver.Dialects.Traefik.Keys;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Traefik;

/// <summary>
/// Traefik's configuration: files of the file provider in YAML, TOML or JSON, static configurations, and custom resources with the Services
/// that they refer to.
/// </summary>
public sealed class TraefikDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "traefik";

    /// <inheritdoc/>
    public bool Recognises(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TraefikSigns.Has(text.Text);
    }

    /// <inheritdoc/>
    public bool Joins(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TraefikSigns.MayStandBeside(text.Text);
    }

    /// <inheritdoc/>
    public Reading Read(ImmutableArray<DialectText> files)
    {
        ImmutableArray<DialectText> contents = [.. files.Select(file => file.Text.StartsWith('\uFEFF') ? file with { Text = file.Text[1..] } : file)];
        var notices = new NoticeList(contents);
        var scope = new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, AnyCase = true, Loose = true });
        var items = new List<MapItem>();
        var documents = new List<Node>();
        for (var i = 0; i < contents.Length; i++)
        {
            foreach (var root in Roots(contents[i].Text, notices, scope, i))
            {
                if (KubernetesDocuments.IsObject(root))
                {
                    documents.Add(root);
                }
                else if (FileKeys.File.Read(root, "", scope) is MapItem item)
                {
                    items.Add(item);
                }
            }
        }

        var plan = new Assembly(scope).Build(items, KubernetesDocuments.Objects(documents, scope));
        return new Reading(notices.Stops ? null : plan, notices.ToImmutable());
    }

    private static IReadOnlyList<Node> Roots(string text, NoticeList notices, ReadingScope scope, int file)
    {
        if (GoTemplates.Find(text) is { } template)
        {
            scope.Reject(Codes.Variable, template with { File = file }, "", "Go templates are not run here; write the file as Traefik sees it once they have run");
            return [];
        }

        return TraefikSigns.IsToml(text) ? TomlReader.Read(text, notices, file) is { } root ? [root] : [] : TreeReader.ReadAll(text, notices, file);
    }
}
