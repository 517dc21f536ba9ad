using System.Collections.Immutable;
using System.Net;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Turns listeners into entry points.</summary>
internal sealed class ListenerBinder(PlanPlaces places, ReadingScope scope)
{
    private const int AdminsPort = 8080;

    private readonly PlanNames _names = new();

    public ImmutableArray<EntryPoint> Bind(Catalogue listeners)
    {
        var points = listeners.All.Select(Bind).ToImmutableArray();
        if (points.IsEmpty && !scope.Stops)
        {
            scope.Remark(Yaml.Place.Start, "", "names no listener; clients connect on port 8000");
            return [EntryPoint.Default];
        }

        return points;
    }

    private EntryPoint Bind(MapItem listener)
    {
        var port = listener.Value<long>("port", 0);
        var item = listener.Entries.GetValueOrDefault("port") ?? listener;
        if (port is < 1 or > ushort.MaxValue)
        {
            scope.Reject(Codes.BadValue, item.Place, item.Path, $"{port} is no port; 1 to 65535");
        }
        else if (port == AdminsPort)
        {
            scope.Remark(item.Place, item.Path, "is where the admin side listens unless --admin says otherwise; --listen takes another port for clients");
        }

        var name = _names.Make(Catalogue.NameOf(listener, "listener"));
        places.Remember($"entryPoints[{name}]", listener);
        places.Remember($"entryPoints[{name}].listen", item);
        var times = listener.Map("timeouts");
        var limits = EntryPoint.Default.Limits;
        return new EntryPoint
        {
            Name = name,
            Listen = $"{Host(listener)}:{Math.Clamp(port, 0, ushort.MaxValue)}",
            Tls = listener.Map("tls") is { } tls ? Tls(tls) : null,
            Limits = limits with
            {
                HeadTimeout = Times.Of(times, "clientHeader", 10),
                KeepAliveTimeout = Times.Of(times, "idleBetweenRequests", 120),
                MaxHeadBytes = listener.Value<long>("maxRequestHeadersKB", 0) is > 0 and var most ? (int)Math.Min(most, 1024) * 1024 : limits.MaxHeadBytes,
            },
        };
    }

    private string Host(MapItem listener)
    {
        if (listener.Text("address") is not { Length: > 0 } host || host is "0.0.0.0" or "::")
        {
            return "";
        }

        if (host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            return host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host;
        }

        var item = listener.Entries["address"];
        scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(host)}\" is no IP address; as 127.0.0.1, or left out for every address");
        return "";
    }

    private ListenTls Tls(MapItem tls)
    {
        var clients = tls.Map("clientAuth");
        if (clients?.Text("mode") == "require")
        {
            var item = clients.Entries["mode"];
            scope.Reject(Codes.BadValue, item.Place, item.Path, "clients are not asked for certificates here, and what was closed would be open; put what checks them before this gateway");
        }
        else if (clients?.Text("mode") == "optional")
        {
            var item = clients.Entries["mode"];
            scope.Approximate(item.Place, item.Path, "clients are not asked for certificates");
        }

        if (tls.Text("minVersion") is "TLSv1_0" or "TLSv1_1" or "TLSv1_3")
        {
            var item = tls.Entries["minVersion"];
            scope.Approximate(item.Place, item.Path, "1.2 is the oldest version that is spoken");
        }

        var file = TransportBinder.FileOf(tls, "cert") ?? TransportBinder.FileOf(tls, "certPath");
        var key = TransportBinder.FileOf(tls, "key") ?? TransportBinder.FileOf(tls, "keyPath");
        if (file is not null && key is not null)
        {
            return new ListenTls { Certificates = [new CertificateFiles(file, key)] };
        }

        scope.Approximate(tls.Place, tls.Path, "names no files of a certificate and its key; a self-signed one is made at the start. Write them into files and name those");
        return new ListenTls();
    }
}
