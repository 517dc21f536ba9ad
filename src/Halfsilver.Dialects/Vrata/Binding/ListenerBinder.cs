using System.Collections.Immutable;
using System.Net;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Turns listeners into entry points.</summary>
internal sealed class ListenerBinder(PlanPlaces places, PlanNames routes, ReadingScope scope)
{
    private const int AdminsPort = 8080;

    private readonly PlanNames _names = new();
    private readonly List<Route> _pages = [];

    /// <summary>Routes to the metrics, on the listeners that ask for them.</summary>
    public IReadOnlyList<Route> Pages => _pages;

    /// <summary>Whether each endpoint has a series.</summary>
    public bool Endpoints { get; private set; }

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
        Metrics(listener.Map("metrics"), name);
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

    private void Metrics(MapItem? metrics, string entryPoint)
    {
        if (metrics is null)
        {
            return;
        }

        scope.Approximate(metrics.Place, metrics.Path, "the page has this gateway's own names, and beside them those of Vrata for requests, their times and copies, by the names of route and destination");
        var path = metrics.Text("path") is { Length: > 0 } written ? written.StartsWith('/') ? written : $"/{written}" : "/metrics";
        var name = routes.Make("metrics");
        places.Remember($"routes[{name}]", metrics);
        _pages.Add(new Route { Name = name, Rule = new PathRule(path), EntryPoints = [entryPoint], Action = new MetricsAction() });
        var collect = metrics.Map("collect");
        Endpoints |= collect?.Value("endpoint", false) ?? false;
        foreach (var part in ((string[])["route", "destination", "listener"]).Where(part => !(collect?.Value(part, true) ?? true)))
        {
            var item = collect!.Entries[part];
            scope.Ignore(item.Place, item.Path, "these are always counted");
        }
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

        var file = TransportBinder.PemOf(tls, "cert") ?? TransportBinder.PemOf(tls, "certPath");
        var key = TransportBinder.PemOf(tls, "key") ?? TransportBinder.PemOf(tls, "keyPath");
        if (file is not null && key is not null)
        {
            return new ListenTls { Certificates = [new CertificateFiles(file, key)] };
        }

        scope.Approximate(tls.Place, tls.Path, "names no certificate with its key, as PEM or as names of files; a self-signed one is made at the start");
        return new ListenTls();
    }
}
