using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Vrata.Binding;
using Halfsilver.Dialects.Vrata.Keys;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Vrata;

/// <summary>Vrata's snapshots and dumps of its configuration, in JSON or YAML, with the Kubernetes objects that they refer to.</summary>
public sealed class VrataDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "vrata";

    /// <inheritdoc/>
    public bool Recognises(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return VrataSigns.Has(text.Text);
    }

    /// <inheritdoc/>
    public bool Joins(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return VrataSigns.MayStandBeside(text.Text);
    }

    /// <inheritdoc/>
    public Reading Read(ImmutableArray<DialectText> files)
    {
        ImmutableArray<DialectText> contents = [.. files.Select(file => file.Text.StartsWith('\uFEFF') ? file with { Text = file.Text[1..] } : file)];
        var notices = new NoticeList(contents);
        var scope = new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, AnyCase = true, Loose = true });
        var parts = new List<MapItem>();
        var documents = new List<Node>();
        for (var i = 0; i < contents.Length; i++)
        {
            foreach (var root in TreeReader.ReadAll(contents[i].Text, notices, i))
            {
                if (KubernetesDocuments.IsObject(root))
                {
                    documents.Add(root);
                }
                else if (Fragments.Whole(root, scope) && FileKeys.File.Read(root, "", scope) is MapItem file)
                {
                    parts.Add(file.Map("snapshot") ?? file);
                }
            }
        }

        var services = new KubernetesServices(KubernetesDocuments.Objects(documents, scope), scope);
        var plan = notices.Stops ? null : new Assembly(scope, services).Build(parts);
        return new Reading(notices.Stops ? null : plan, notices.ToImmutable());
    }
}
