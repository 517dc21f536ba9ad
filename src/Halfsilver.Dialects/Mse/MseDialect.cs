using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Mse.Binding;
using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Mse;

/// <summary>
/// The cloud-native gateway MSE and Higress, which it is made of: routes and policies as the console and its API have them, and Ingresses with
/// annotations, with the Services that they refer to.
/// </summary>
public sealed class MseDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "mse";

    /// <inheritdoc/>
    public bool Recognises(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MseSigns.Has(text.Text);
    }

    /// <inheritdoc/>
    public bool Joins(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return KubernetesSigns.HasServices(text.Text);
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
            foreach (var root in TreeReader.ReadAll(contents[i].Text, notices, i))
            {
                if (KubernetesDocuments.IsObject(root))
                {
                    documents.Add(root);
                }
                else if (ConsoleKeys.File.Read(root, "", scope) is MapItem item)
                {
                    items.Add(item);
                }
            }
        }

        var plan = new MseAssembly(scope, KubernetesDocuments.Objects(documents, scope)).Build(items);
        return new Reading(notices.Stops ? null : plan, notices.ToImmutable());
    }
}
