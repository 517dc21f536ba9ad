using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>The console's services, and which of them a route or a mirror may name.</summary>
internal sealed class ConsoleServices(BackendBook book, ReadingScope scope)
{
    private readonly Dictionary<string, ConsoleService> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConsoleService> _byId = new(StringComparer.Ordinal);
    private bool _areListed;

    /// <summary>Makes a service known.</summary>
    public void Define(MapItem item)
    {
        _areListed = true;
        if (item.Text("name") is not { } name)
        {
            return;
        }

        if (_byName.TryGetValue(name, out var known))
        {
            scope.Reject(ProblemCodes.DuplicateName, item.Place, item.Path, $"a service named \"{name}\" stands at {known.Item.Path} already");
            return;
        }

        Take(ConsoleService.Of(item, name));
    }

    /// <summary>Finds who answers for a route's service, or null after saying why nobody does.</summary>
    public ServiceRef? OfRoute(MapItem destination, string? gateway)
    {
        if (Find(destination, gateway) is not { } service || PortOf(service, destination, "servicePort", isMirror: false) is not { } port)
        {
            return null;
        }

        if (!Upstreams.IsHttp(port.Protocol))
        {
            scope.Reject(ProblemCodes.NotRoutable, destination.Place, destination.Path, $"service \"{service.Name}\" speaks {port.Protocol} at this port; only HTTP and what it carries is routed here");
            return null;
        }

        var to = service.Reference;
        if (destination.Text("version") is { } version)
        {
            if (service.Versions.TryGetValue(version, out var own))
            {
                to = own;
            }
            else
            {
                var at = destination.Entries["version"];
                scope.Approximate(at.Place, at.Path, $"no addresses of version \"{version}\" stand at service \"{service.Name}\": all of its addresses answer");
            }
        }

        return to with { Port = service.Ports.Length > 1 ? port.Shown : null };
    }

    /// <summary>Finds the target of a mirror, or null after saying why there is none: the console refuses the same.</summary>
    public ServiceRef? OfMirror(MapItem mirror, string? gateway)
    {
        if (Find(mirror, gateway) is not { } service || PortOf(service, mirror, "port", isMirror: true) is not { } port)
        {
            return null;
        }

        if (port.Protocol is not ("HTTP" or "HTTPS" or "HTTP2"))
        {
            var at = mirror.Entries["target"];
            scope.Reject(ProblemCodes.NotRoutable, at.Place, at.Path, $"service \"{service.Name}\" speaks {port.Protocol}; only HTTP and HTTPS can be mirrored to");
            return null;
        }

        return service.Reference with { Port = service.Ports.Length > 1 ? port.Shown : null };
    }

    /// <summary>Says which services nothing names.</summary>
    public void SayUnused()
    {
        foreach (var service in _byName.Values.Where(service => !service.IsUsed))
        {
            scope.Remark(service.Item.Place, service.Item.Path, $"no route and no mirror names \"{service.Name}\"");
        }
    }

    private ConsoleService? Take(ConsoleService service)
    {
        if (service.Problem is { } problem)
        {
            scope.Reject(ProblemCodes.BadAddress, service.Item.Place, service.Item.Path, problem);
            return null;
        }

        if (service.Remark is { } remark)
        {
            scope.Remark(service.Item.Place, service.Item.Path, remark);
        }

        service.Reference = book.Add(service.Name, called => service.Build(called), service.Item.Path, service.Item.Place);
        _byName[service.Name] = service;
        if (service.Item.Text("serviceId") is { } id)
        {
            _byId.TryAdd(id, service);
        }

        foreach (var version in service.Item.List("versions").OfType<MapItem>())
        {
            if (version.Text("name") is { } name && ConsoleService.AddressesOf(version) is { Count: > 0 } addresses)
            {
                service.Versions[name] = book.Add($"{service.Name}-{name}", called => service.Build(called, addresses), version.Path, version.Place);
            }
        }

        return service;
    }

    private ConsoleService? Find(MapItem item, string? gateway)
    {
        var at = item.Entries.GetValueOrDefault("target") ?? item.Entries.GetValueOrDefault("name") ?? item;
        var name = item.Text("target") ?? item.Text("name");
        var service = item.Text("serviceId") is { } id ? _byId.GetValueOrDefault(id) : null;
        service ??= name is null ? null : _byName.GetValueOrDefault(name) ?? _byId.GetValueOrDefault(name);
        if (service is null)
        {
            return Unlisted(item, name, at);
        }

        service.IsUsed = true;
        if (gateway is not null && service.Item.Text("gatewayUniqueId") is { } owner && owner != gateway)
        {
            scope.Reject(ProblemCodes.UnknownService, at.Place, at.Path, $"service \"{service.Name}\" is associated with gateway \"{owner}\", not with \"{gateway}\"");
            return null;
        }

        return service;
    }

    // Answers of the API list routes alone; what they say of their services is enough.
    private ConsoleService? Unlisted(MapItem item, string? name, Item at)
    {
        if (name is null || _areListed)
        {
            scope.Reject(ProblemCodes.UnknownService, at.Place, at.Path, name is null ? "names no service" : $"no service named \"{name}\" is associated with the gateway", name is null ? null : Nearest.To(name, _byName.Keys));
            return null;
        }

        var entries = new Dictionary<string, Item>(item.Entries, StringComparer.Ordinal);
        foreach (var (key, from) in new[] { ("sourceType", "sourceType"), ("agreementType", "agreementType") })
        {
            if (item.Text(from) is { } word)
            {
                entries[key] = new ValueItem(item.Path, item.Place, word.ToUpperInvariant());
            }
        }

        if ((item.Text("servicePort") ?? item.Text("port")) is { } port && int.TryParse(port, out var number) && number is > 0 and <= ushort.MaxValue)
        {
            entries["servicePort"] = new ValueItem(item.Path, item.Place, (long)number);
        }
        else
        {
            entries.Remove("servicePort");
        }

        var taken = Take(ConsoleService.Of(item with { Entries = entries, Path = at.Path, Place = at.Place }, name));
        if (taken is not null)
        {
            taken.IsUsed = true;
        }

        return taken;
    }

    private ConsoleService.Port? PortOf(ConsoleService service, MapItem item, string key, bool isMirror)
    {
        var at = item.Entries.GetValueOrDefault(key) ?? item;
        var wanted = item.Text(key) ?? MseKinds.Dynamic;
        if (wanted != MseKinds.Dynamic)
        {
            if (service.Ports.FirstOrDefault(port => port.Name == wanted || $"{port.Number}" == wanted) is { } found)
            {
                return found;
            }

            scope.Reject(ProblemCodes.BadPort, at.Place, at.Path, $"service \"{service.Name}\" has no port {wanted}; it has {Known(service)}");
            return null;
        }

        if (service.Ports is [var only])
        {
            return only;
        }

        scope.Reject(ProblemCodes.BadPort, at.Place, at.Path, isMirror
            ? $"a dynamic port is one of a service with a single port, and \"{service.Name}\" has {service.Ports.Length}: {Known(service)}; name one of them"
            : $"service \"{service.Name}\" has {service.Ports.Length} ports, and none is named: {Known(service)}");
        return null;
    }

    private static string Known(ConsoleService service) =>
        string.Join(", ", service.Ports.Select(port => port.Name is null ? port.Shown : $"{port.Name} ({port.Number})"));
}
