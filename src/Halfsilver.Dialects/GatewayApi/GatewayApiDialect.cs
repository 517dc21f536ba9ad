using System.Collections.Immutable;

using Halfsilver.Dialects.GatewayApi.Binding;
using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.GatewayApi;

/// <summary>The Gateway API of Kubernetes: Gateways, HTTPRoutes and GRPCRoutes, with the Services that they refer to.</summary>
public sealed class GatewayApiDialect : IDialect
{
    /// <summary>The API's group.</summary>
    internal const string Group = "gateway.networking.k8s.io";

    /// <inheritdoc/>
    public string Name => "gateway-api";

    /// <inheritdoc/>
    public bool Recognises(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return KubernetesSigns.Has(text.Text, "apiVersion", api => api.StartsWith(Group + "/", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public bool Joins(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return KubernetesSigns.HasServices(text.Text) || KubernetesSigns.Has(text.Text, "kind", kind => kind == "Namespace");
    }

    /// <inheritdoc/>
    public Reading Read(ImmutableArray<DialectText> files)
    {
        ImmutableArray<DialectText> contents = [.. files.Select(file => file.Text.StartsWith('\uFEFF') ? file with { Text = file.Text[1..] } : file)];
        var notices = new NoticeList(contents);
        var scope = new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, Loose = true });
        var documents = contents.SelectMany((file, i) => TreeReader.ReadAll(file.Text, notices, i)).ToList();
        var plan = new GatewayAssembly(scope, KubernetesDocuments.Objects(documents, scope)).Build();
        return new Reading(notices.Stops ? null : plan, notices.ToImmutable());
    }
}
