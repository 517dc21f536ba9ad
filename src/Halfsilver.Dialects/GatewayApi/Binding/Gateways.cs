using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>The Gateways with their listeners, and which routes attach to them.</summary>
internal sealed class Gateways(ReadingScope scope, PlanPlaces places)
{
    private const string Web = "web";

    private readonly Dictionary<string, List<Listener>> _listeners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableDictionary<string, string>> _labels = new(StringComparer.Ordinal);
    private readonly List<EntryPoint> _points = [];
    private readonly PlanNames _names = new();
    private bool _isAlone;

    /// <summary>Whether a Gateway stands in the files.</summary>
    public bool AreThere => _listeners.Count > 0;

    /// <summary>Makes a namespace's labels known.</summary>
    public void Define(KubernetesObject space)
    {
        var labels = Value(Value(space.Root, "metadata"), "labels") as MapNode;
        _labels[space.Name] = labels is null
            ? ImmutableDictionary<string, string>.Empty
            : labels.Entries.Where(entry => entry.Value is ScalarNode).DistinctBy(entry => entry.Key.Text, StringComparer.Ordinal).ToImmutableDictionary(entry => entry.Key.Text, entry => ((ScalarNode)entry.Value).Text, StringComparer.Ordinal);
    }

    /// <summary>Makes a Gateway known.</summary>
    /// <param name="one">The object.</param>
    /// <param name="spec">What it is.</param>
    /// <param name="isOnly">Whether it is the only one.</param>
    public void Define(KubernetesObject one, MapItem spec, bool isOnly)
    {
        var listeners = _listeners[$"{one.Namespace}/{one.Name}"] = [];
        foreach (var item in spec.List("listeners").OfType<MapItem>())
        {
            if (item.Text("name") is not { } name || !item.TryGet<long>("port", out var port) || item.Text("protocol") is not { } protocol)
            {
                continue;
            }

            if (listeners.Exists(known => known.Name == name))
            {
                scope.Reject(ProblemCodes.DuplicateName, item.Place, item.Path, $"a listener named \"{name}\" stands above already");
                continue;
            }

            var tls = protocol == "HTTPS";
            if (!tls && protocol != "HTTP" || item.Map("tls")?.Text("mode") == "Passthrough")
            {
                scope.Approximate(item.Place, item.Path, $"a listener of {protocol}{(tls ? " that passes TLS through" : "")} is not served: only HTTP is, in clear text and by TLS that ends here");
                continue;
            }

            if (PointOf(isOnly ? name : $"{one.Name}-{name}", (int)port, tls, item) is { } point)
            {
                var allowed = item.Map("allowedRoutes");
                listeners.Add(new Listener
                {
                    Name = name,
                    Space = one.Namespace,
                    Host = item.Text("hostname") is { Length: > 0 } host ? host : null,
                    Port = (int)port,
                    Point = point,
                    From = allowed?.Map("namespaces")?.Text("from") ?? "Same",
                    Labels = Labels(allowed?.Map("namespaces")?.Map("selector")),
                    Kinds = [.. (allowed?.List("kinds") ?? []).OfType<MapItem>().Select(kind => kind.Text("kind")).OfType<string>()],
                });
            }
        }
    }

    /// <summary>Where a route is served. Where nowhere, it has been said why.</summary>
    public IReadOnlyList<Attachment> Attach(KubernetesObject route, MapItem spec)
    {
        ImmutableArray<string> hosts = [.. spec.List("hostnames").OfType<ValueItem>().Select(host => (string)host.Value).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (!AreThere)
        {
            Alone(route);
            return Split([new Attachment([Web], hosts)]);
        }

        var served = new List<(string Point, ImmutableArray<string> Hosts)>();
        var parents = spec.List("parentRefs").OfType<MapItem>().ToList();
        if (parents.Count == 0)
        {
            scope.Approximate(spec.Place, spec.Path, "names no Gateway in parentRefs: it takes no requests");
        }

        foreach (var parent in parents)
        {
            Attach(route, parent, hosts, served);
        }

        if (served is [var (point, shared)])
        {
            return Split([new Attachment([point], shared)]);
        }

        // Who is served for every host of a port is served there for some of them.
        var whole = served.Where(each => each.Hosts.IsEmpty).Select(each => each.Point).ToHashSet(StringComparer.Ordinal);
        return Split(served.Where(each => each.Hosts.IsEmpty || !whole.Contains(each.Point))
            .GroupBy(each => string.Join(' ', each.Hosts.Order(StringComparer.Ordinal)), StringComparer.Ordinal)
            .Select(group => new Attachment([.. group.Select(each => each.Point).Distinct(StringComparer.Ordinal)], group.First().Hosts)));
    }

    /// <summary>The entry points.</summary>
    public ImmutableArray<EntryPoint> Build()
    {
        if (_points.Count == 0)
        {
            _points.Add(new EntryPoint { Name = Web, Listen = ":8000" });
        }

        if (_points.Find(point => point.Tls is not null) is { } secure)
        {
            scope.Remark(Place.Start, $"entryPoints[{secure.Name}]", $"the certificate of \"{secure.Name}\" is made at the start and signed by nobody, for secrets are not read");
        }

        return [.. _points];
    }

    private void Attach(KubernetesObject route, MapItem parent, ImmutableArray<string> hosts, List<(string, ImmutableArray<string>)> served)
    {
        if ((parent.Text("kind") ?? "Gateway") != "Gateway" || parent.Text("name") is not { } name)
        {
            scope.Approximate(parent.Place, parent.Path, $"parents of kind {parent.Text("kind")} are not read: no requests come from there");
            return;
        }

        var space = parent.Text("namespace") ?? route.Namespace;
        if (!_listeners.TryGetValue($"{space}/{name}", out var listeners))
        {
            Refuse(parent, "NoMatchingParent", $"no Gateway \"{space}/{name}\" stands in the files");
            return;
        }

        var chosen = listeners.Where(listener => (parent.Text("sectionName") is not { } section || listener.Name == section)
            && (!parent.TryGet<long>("port", out var port) || listener.Port == port)).ToList();
        if (chosen.Count == 0)
        {
            Refuse(parent, "NoMatchingParent", $"the Gateway \"{space}/{name}\" has no listener that is served with this {(parent.Text("sectionName") is null ? "port" : "name")}");
            return;
        }

        var allowing = chosen.Where(listener => Allows(listener, route)).ToList();
        if (allowing.Count == 0)
        {
            Refuse(parent, "NotAllowedByListeners", $"no listener of \"{space}/{name}\" takes {route.Kind}s of namespace \"{route.Namespace}\"");
            return;
        }

        var found = false;
        foreach (var listener in allowing)
        {
            if (listener.Shared(hosts) is { } shared)
            {
                served.Add((listener.Point, shared));
                found = true;
            }
        }

        if (!found)
        {
            Refuse(parent, "NoMatchingListenerHostname", $"none of its hosts is one of a listener of \"{space}/{name}\"");
        }
    }

    private void Refuse(Item at, string reason, string why) => scope.Approximate(at.Place, at.Path, $"Accepted would be False ({reason}): {why}; it takes no requests from there");

    private bool Allows(Listener listener, KubernetesObject route)
    {
        if (!listener.Kinds.IsEmpty && !listener.Kinds.Contains(route.Kind, StringComparer.Ordinal))
        {
            return false;
        }

        return listener.From switch
        {
            "All" => true,
            "Same" => route.Namespace == listener.Space,
            "Selector" => listener.Labels.All(label => label.Key == "kubernetes.io/metadata.name"
                ? label.Value == route.Namespace
                : _labels.GetValueOrDefault(route.Namespace)?.GetValueOrDefault(label.Key) == label.Value),
            _ => false,
        };
    }

    private string? PointOf(string wanted, int port, bool tls, Item at)
    {
        var listen = string.Create(CultureInfo.InvariantCulture, $":{port}");
        if (_points.Find(point => point.Listen == listen) is { } known)
        {
            if (known.Tls is not null == tls)
            {
                return known.Name;
            }

            scope.Approximate(at.Place, at.Path, $"Accepted would be False (ProtocolConflict): port {port} takes {(tls ? "clear text" : "TLS")} already, by \"{known.Name}\"; this listener is not served");
            return null;
        }

        var name = _names.Make(wanted);
        _points.Add(new EntryPoint { Name = name, Listen = listen, Tls = tls ? new ListenTls() : null });
        places.Remember($"entryPoints[{name}]", at);
        return name;
    }

    private void Alone(KubernetesObject route)
    {
        if (!_isAlone)
        {
            _isAlone = true;
            _points.Add(new EntryPoint { Name = Web, Listen = ":8000" });
            scope.Remark(route.Root.Place, route.Path, "no Gateway stands in the files: routes are served at web, :8000, whatever parents they name");
        }
    }

    // Exact hosts rank alike; each wildcard ranks by its own length.
    private static List<Attachment> Split(IEnumerable<Attachment> attachments) =>
        [.. attachments.SelectMany(attachment => attachment.Hosts.Length <= 1
            ? [attachment]
            : attachment.Hosts.GroupBy(host => host.StartsWith("*.", StringComparison.Ordinal) ? host : "", StringComparer.OrdinalIgnoreCase).Select(group => attachment with { Hosts = [.. group] }))];

    private static ImmutableDictionary<string, string> Labels(MapItem? selector) =>
        selector?.Map("matchLabels")?.Entries.ToImmutableDictionary(entry => entry.Key, entry => (string)((ValueItem)entry.Value).Value, StringComparer.Ordinal)
        ?? ImmutableDictionary<string, string>.Empty;

    private static Node? Value(Node? node, string key) => (node as MapNode)?.Find(key);
}
