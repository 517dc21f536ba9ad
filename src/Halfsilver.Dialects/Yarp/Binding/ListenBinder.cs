using System.Collections.Immutable;
using System.Net;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Turns the addresses that the server listens on into entry points.</summary>
internal sealed class ListenBinder(PlanPlaces places, ReadingScope scope)
{
    private const int AdminsPort = 8080;

    private readonly PlanNames _names = new();

    public ImmutableArray<EntryPoint> Bind(IEnumerable<MapItem> files)
    {
        var last = files.LastOrDefault(file => file.Map("Kestrel")?.Map("Endpoints") is { Entries.Count: > 0 });
        if (last?.Map("Kestrel") is { } kestrel)
        {
            return [.. kestrel.Map("Endpoints")!.Entries.Where(entry => entry.Value is MapItem).Select(entry => Endpoint(entry.Key, (MapItem)entry.Value, kestrel)).OfType<EntryPoint>()];
        }

        if (files.LastOrDefault(file => file.Text("Urls") is { Length: > 0 })?.Entries["Urls"] is ValueItem urls)
        {
            var addresses = ((string)urls.Value).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return [.. addresses.Select(address => Point(address.StartsWith("https", StringComparison.OrdinalIgnoreCase) ? "https" : "http", address, urls, null)).OfType<EntryPoint>()];
        }

        if (!scope.Stops)
        {
            scope.Remark(Yaml.Place.Start, "", "names no address to listen on; clients connect on port 8000");
        }

        return [EntryPoint.Default];
    }

    private EntryPoint? Endpoint(string name, MapItem endpoint, MapItem kestrel)
    {
        if (endpoint.Text("ClientCertificateMode")?.Equals("RequireCertificate", StringComparison.OrdinalIgnoreCase) ?? false)
        {
            var item = endpoint.Entries["ClientCertificateMode"];
            scope.Reject(Codes.BadValue, item.Place, item.Path, "clients are not asked for certificates here, and what was closed would be open; put what checks them before this gateway");
        }

        var url = endpoint.Entries.GetValueOrDefault("Url") ?? endpoint;
        return Point(name, endpoint.Text("Url") ?? "", url, endpoint.Map("Certificate") ?? kestrel.Map("Certificates")?.Map("Default"));
    }

    private EntryPoint? Point(string wanted, string address, Item at, MapItem? certificate)
    {
        var tls = address.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        var rest = tls ? address[8..] : address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? address[7..] : "";
        rest = rest.TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        var port = colon < 0 || rest.EndsWith(']') ? tls ? 443 : 80 : int.TryParse(rest.AsSpan(colon + 1), out var written) && written is > 0 and <= ushort.MaxValue ? written : 0;
        var host = colon < 0 || rest.EndsWith(']') ? rest : rest[..colon];
        var isAddress = host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _);
        if (rest.Length == 0 || port == 0 || (!isAddress && (host.Contains('/', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal))))
        {
            scope.Reject(Codes.BadValue, at.Place, at.Path, $"\"{FieldSyntax.Shown(address)}\" is no address to listen on; as http://*:80 or https://127.0.0.1:8443");
            return null;
        }

        if (port == AdminsPort)
        {
            scope.Remark(at.Place, at.Path, "is where the admin side listens unless --admin says otherwise; --listen takes another port for clients");
        }

        // Any name but localhost is every address there.
        var listen = isAddress && host is not ("0.0.0.0" or "[::]") ? $"{host}:{port}" : $":{port}";
        var name = _names.Make(wanted);
        places.Remember($"entryPoints[{name}]", at);
        return new EntryPoint { Name = name, Listen = listen, Tls = tls ? Tls(certificate, at) : null };
    }

    private ListenTls Tls(MapItem? certificate, Item at)
    {
        if (certificate?.Text("Path") is { Length: > 0 } path && certificate.Text("KeyPath") is { Length: > 0 } key && certificate.Text("Password") is not { Length: > 0 })
        {
            return new ListenTls { Certificates = [new CertificateFiles(path, key)] };
        }

        var owner = (Item?)certificate ?? at;
        scope.Approximate(owner.Place, owner.Path, "names no certificate that is read here, a self-signed one is made at the start; PEM files are, in Path and KeyPath, without a password");
        return new ListenTls();
    }
}
