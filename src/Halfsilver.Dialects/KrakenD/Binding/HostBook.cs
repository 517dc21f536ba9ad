using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>The services that backends' hosts come to: backends with the same hosts share one, and so its connections.</summary>
/// <param name="file">The whole file, for the hosts of backends that name none.</param>
/// <param name="template">A service with all but names and addresses.</param>
/// <param name="names">Names of services.</param>
/// <param name="places">Told where each was written.</param>
internal sealed class HostBook(MapItem file, EndpointsService template, NameBook names, PlanPlaces places)
{
    private readonly Dictionary<string, EndpointsService> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Text, bool MayHavePath), (EndpointAddress? Address, string Path, string Fault)> _parsed = [];

    public IEnumerable<EndpointsService> Services => _services.Values;

    /// <summary>The service of a backend, and the path that stands before its own; null after saying what is wrong.</summary>
    public (ServiceRef Service, string Prefix)? Find(MapItem backend, Faults faults)
    {
        if (backend.Text("sd") is { Length: > 0 } how and not "static")
        {
            faults.Say(backend.Entries["sd"], $"hosts cannot be found by \"{how}\"; name them, a DNS name's addresses are all tried");
            return null;
        }

        var written = Texts.Of(backend, "host").ToList();
        written = written.Count > 0 ? written : Texts.Of(file, "host").ToList();
        if (written.Count == 0)
        {
            faults.Say(backend, "has no host, and the file names none for all");
            return null;
        }

        var (addresses, prefix) = (new List<EndpointAddress>(), (string?)null);
        foreach (var host in written)
        {
            var (address, path, fault) = Parsed((string)host.Value, backend.Value("disable_host_sanitize", false));
            if (address is null)
            {
                faults.Say(host, fault);
                return null;
            }

            if (prefix is not null && prefix != path)
            {
                faults.Say(host, $"has another path than the hosts before (\"{path}\", \"{prefix}\"); one path for all");
                return null;
            }

            addresses.Add(address);
            prefix = path;
        }

        return (new ServiceRef(Service(addresses, written[0]).Name), prefix ?? "");
    }

    private EndpointsService Service(List<EndpointAddress> addresses, ValueItem first)
    {
        // A host that stands twice gets twice as much.
        ImmutableArray<EndpointAddress> weighted = [.. addresses.GroupBy(address => address).Select(same => same.Key with { Weight = same.Count() })];
        var key = string.Join(' ', weighted.Select(address => $"{address.Host}:{address.Port}:{address.Tls}:{address.Weight}"));
        if (!_services.TryGetValue(key, out var service))
        {
            var host = weighted[0];
            var usual = host.Tls ? 443 : 80;
            var more = weighted.Length > 1 ? $"-and-{weighted.Length - 1}-more" : "";
            service = template with { Name = names.For($"{host.Host}{(host.Port == usual ? "" : $"-{host.Port}")}{more}"), Endpoints = weighted };
            places.Remember($"services[{service.Name}]", first);
            _services[key] = service;
        }

        return service;
    }

    // Files name the same few hosts again and again.
    private (EndpointAddress? Address, string Path, string Fault) Parsed(string text, bool mayHavePath)
    {
        if (!_parsed.TryGetValue((text, mayHavePath), out var parsed))
        {
            var address = Parse(text, mayHavePath, out var path, out var fault);
            _parsed[(text, mayHavePath)] = parsed = (address, path, fault);
        }

        return parsed;
    }

    private static EndpointAddress? Parse(string text, bool mayHavePath, out string path, out string fault)
    {
        path = "";
        var url = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        var slash = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        if (slash >= 0)
        {
            path = url[slash..].TrimEnd('/');
            url = url[..slash];
        }

        fault = path.Length > 0 && !mayHavePath
            ? $"\"{text}\" has a path, which takes disable_host_sanitize: true; or write it into url_pattern"
            : "";
        var parsed = Addresses.Endpoint(url);
        if (fault.Length == 0 && parsed.Value is null)
        {
            fault = $"\"{text}\" {parsed.Wrong}";
        }

        return fault.Length == 0 ? (EndpointAddress)parsed.Value! : null;
    }
}
