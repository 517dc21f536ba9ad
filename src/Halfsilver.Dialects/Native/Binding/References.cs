using System.Globalization;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>Names that refer to other parts of the file; says which are not there.</summary>
internal sealed class References(MapItem file, ReadingScope scope)
{
    // What is wrong with a service has been said; its name exists all the same. Null: its ports are not known.
    private readonly Dictionary<string, EndpointsService?> _services =
        (file.Map("services")?.Names ?? []).ToDictionary(name => name, _ => (EndpointsService?)null, StringComparer.Ordinal);

    private readonly HashSet<string> _withoutPorts = new(StringComparer.Ordinal);

    public void Learn(EndpointsService service) => _services[service.Name] = service;

    public void LearnWithoutPorts(string name) => _withoutPorts.Add(name);

    /// <summary>The service and port that a group names, or null after saying what is wrong.</summary>
    public ServiceRef? Service(MapItem group)
    {
        if (group.Entries.GetValueOrDefault("service") is not ValueItem { Value: string name } named)
        {
            return null;
        }

        if (!_services.TryGetValue(name, out var service))
        {
            Unknown(named, ProblemCodes.UnknownService, "service", _services.Keys);
            return null;
        }

        var port = group.Entries.GetValueOrDefault("port") as ValueItem;
        if (_withoutPorts.Contains(name) && port is { Value: string and not "dynamic" })
        {
            scope.Reject(ProblemCodes.BadPort, port.Place, port.Path, $"the service \"{name}\" has no ports of its own; leave port out");
            return null;
        }

        return service is null ? new ServiceRef(name) : Port(service, named, port);
    }

    /// <summary>Says so where an entry point of a route is not there.</summary>
    public void EntryPoint(ValueItem name)
    {
        var known = file.Map("entryPoints")?.Names ?? [Planning.EntryPoint.Default.Name];
        if (!known.Contains((string)name.Value, StringComparer.Ordinal))
        {
            Unknown(name, ProblemCodes.UnknownEntryPoint, "entry point", known);
        }
    }

    /// <summary>Says so where a named part of the file (a profile, a ramp) is not there.</summary>
    public void Part(MapItem? group, string key, string section, string word)
    {
        var known = file.Map(section)?.Names ?? [];
        if (group?.Entries.GetValueOrDefault(key) is ValueItem { Value: string name } named && !known.Contains(name, StringComparer.Ordinal))
        {
            Unknown(named, Codes.UnknownPart, word, known);
        }
    }

    private ServiceRef? Port(EndpointsService service, ValueItem named, ValueItem? port)
    {
        var names = service.Endpoints.Select(endpoint => endpoint.PortName).Distinct(StringComparer.Ordinal).ToList();
        var written = port?.Value as string;
        var wrongly = port ?? named;
        if (written is null or "dynamic" && !names.Contains(written ?? "dynamic"))
        {
            if (names.Count <= 1)
            {
                return new ServiceRef(service.Name);
            }

            scope.Reject(ProblemCodes.BadPort, wrongly.Place, wrongly.Path, $"the service \"{service.Name}\" has several ports; name one of {Ports(service)}");
            return null;
        }

        if (names.Contains(written))
        {
            return new ServiceRef(service.Name, written);
        }

        if (written == "http" && names.Contains(null))
        {
            return new ServiceRef(service.Name);
        }

        if (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && service.Endpoints.FirstOrDefault(endpoint => endpoint.Port == number) is { } found)
        {
            return new ServiceRef(service.Name, found.PortName);
        }

        scope.Reject(
            ProblemCodes.BadPort, wrongly.Place, wrongly.Path, $"the service \"{service.Name}\" has no port \"{written}\"; it has {Ports(service)}",
            Nearest.To(written ?? "", names.OfType<string>()));
        return null;
    }

    private static string Ports(EndpointsService service) =>
        string.Join(", ", service.Endpoints.Select(endpoint => endpoint.PortName is { } name ? $"{name} ({endpoint.Port})" : $"{endpoint.Port}").Distinct(StringComparer.Ordinal));

    private void Unknown(ValueItem named, string code, string word, IEnumerable<string> known)
    {
        var names = scope.IsFull ? [] : known.Order(StringComparer.Ordinal).ToList();
        var nearest = Nearest.To((string)named.Value, names);
        var there = nearest is not null ? "" : names.Count == 0 ? "; there are none" : $"; there are: {string.Join(", ", names.Take(20))}";
        scope.Reject(code, named.Place, named.Path, $"no {word} named \"{named.Value}\"{there}", nearest);
    }
}
