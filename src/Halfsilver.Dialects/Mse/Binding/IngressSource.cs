using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Takes the objects of a cluster apart: Ingresses with their canaries.</summary>
internal sealed class IngressSource(MseAssembly parts, ImmutableArray<KubernetesObject> objects)
{
    // Of Ingresses with one host and path all but the first take no requests, unless their tests differ.
    private const int MostAlike = 4;

    private readonly Registries _registries = new(parts.Book, parts.Scope);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public void Take()
    {
        var files = new List<IngressFile>();
        foreach (var one in objects)
        {
            if (one.Kind == "Ingress" && one.Group is "networking.k8s.io" or "extensions")
            {
                if ((IngressKeys.Ingress.Read(one.Root, one.Path, parts.Scope) as MapItem)?.Map("spec") is { } spec)
                {
                    files.Add(new IngressFile(one, spec, IngressNotes.Read(one, parts.Scope)));
                }
            }
            else if (one.Is("networking.higress.io", "McpBridge"))
            {
                if ((IngressKeys.McpBridge.Read(one.Root, one.Path, parts.Scope) as MapItem)?.Map("spec") is { } bridge)
                {
                    _registries.Define(bridge);
                }
            }
            else if (!KubernetesServices.Reads(one) && _told.Add(one.Kind))
            {
                SayOther(one);
            }
        }

        Bind(files);
    }

    private void SayOther(KubernetesObject one)
    {
        if (one.Kind is "WasmPlugin" or "EnvoyFilter")
        {
            parts.Scope.Approximate(one.Root.Place, one.Path, $"a {one.Kind} is not run here: what it changes about requests, or whom it keeps out, is as if it were not there");
        }
        else if (one.Kind != "IngressClass")
        {
            parts.Scope.Ignore(one.Root.Place, one.Path, $"objects of kind {one.Kind} are not read here");
        }
    }

    private void Bind(List<IngressFile> files)
    {
        // Of two that say the same the first by name counts, as in a cluster where both are as old.
        files.Sort(static (left, right) => string.CompareOrdinal($"{left.Object.Name}.{left.Space}", $"{right.Object.Name}.{right.Space}"));
        var binder = new IngressPaths(parts, _registries);
        var drafts = files.Where(file => !file.IsCanary).SelectMany(binder.Of).ToList();
        var known = new Dictionary<(string, string, PathKind), List<IngressDraft>>();
        foreach (var draft in drafts)
        {
            if (!known.TryGetValue(draft.Key, out var same))
            {
                known[draft.Key] = same = [];
            }

            if (same.Count < MostAlike)
            {
                same.Add(draft);
            }
        }

        var canaries = new List<IngressDraft>();
        foreach (var file in files.Where(file => file.IsCanary))
        {
            foreach (var draft in binder.Of(file).ToList())
            {
                if (known.GetValueOrDefault(draft.Key) is { } normal)
                {
                    canaries.AddRange(Canaries.Apply(draft, normal, parts.Scope));
                }
                else
                {
                    parts.Scope.Approximate(draft.At.Place, draft.At.Path, "no other Ingress has this host and path: this canary takes no requests");
                }
            }
        }

        var routes = new IngressRoutes(parts, _registries);
        foreach (var draft in canaries.Concat(drafts))
        {
            routes.Add(draft);
        }
    }
}
