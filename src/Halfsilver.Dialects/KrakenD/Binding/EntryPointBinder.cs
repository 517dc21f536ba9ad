using System.Collections.Immutable;
using System.Net;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Binds where clients connect.</summary>
internal sealed class EntryPointBinder(MapItem file, ReadingScope scope, PlanPlaces places)
{
    private const int AdminsPort = 8080;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public EntryPoint Bind()
    {
        var port = (int)file.Value<long>("port", 0);
        places.Remember("entryPoints[web].listen", file.Entries.GetValueOrDefault("port"));
        if (port == AdminsPort)
        {
            var item = file.Entries["port"];
            scope.Remark(item.Place, item.Path, "is where the admin side listens unless --admin says otherwise; --listen takes another port for clients");
        }

        return EntryPoint.Default with
        {
            Listen = $"{Host()}:{(port > 0 ? port : 8000)}",
            Tls = file.Map("tls") is { } tls ? Tls(tls) : null,
            Limits = Limits(EntryPoint.Default.Limits),
        };
    }

    private string Host()
    {
        if (file.Text("listen_ip") is not { Length: > 0 } host || host is "0.0.0.0" or "::")
        {
            return "";
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return host.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : host;
        }

        var item = file.Entries["listen_ip"];
        scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{host}\" is no IP address; as 127.0.0.1, or left out for every address");
        return "";
    }

    private ListenTls? Tls(MapItem tls)
    {
        if (tls.Value("disabled", false))
        {
            return null;
        }

        if (tls.Value("enable_mtls", false))
        {
            var item = tls.Entries["enable_mtls"];
            scope.Reject(Codes.NotHere, item.Place, item.Path, "clients are not asked for certificates here, and what was closed would be open; put what checks them before this gateway");
        }

        if (tls.Text("min_version") is { } least && least is not ("TLS12" or "TLS13"))
        {
            var item = tls.Entries["min_version"];
            scope.Approximate(item.Place, item.Path, "1.2 is the oldest version that is spoken");
        }

        var pairs = tls.List("keys").OfType<MapItem>().ToList();
        if (tls.Text("public_key") is not null)
        {
            pairs.Insert(0, tls);
        }

        if (pairs.Count == 0)
        {
            scope.Approximate(tls.Place, tls.Path, "names no certificate; a self-signed one is made at the start");
        }

        places.Remember("entryPoints[web].tls", tls);
        return new ListenTls
        {
            Certificates = [.. pairs.Select(pair => new CertificateFiles(pair.Text("public_key") ?? "", pair.Text("private_key") ?? ""))],
            Http2 = !tls.Value("disable_http2", false),
        };
    }

    private ConnectionLimits Limits(ConnectionLimits limits) => limits with
    {
        MaxHeadBytes = file.Value<long>("max_header_bytes", 0) is > 0 and var most ? (int)Math.Clamp(most, 1024, 1024 * 1024) : limits.MaxHeadBytes,
        HeadTimeout = Time("read_header_timeout") ?? limits.HeadTimeout,
        KeepAliveTimeout = Time("idle_timeout") ?? limits.KeepAliveTimeout,
    };

    private TimeSpan? Time(string key) => file.Value(key, TimeSpan.Zero) is var time && time > TimeSpan.Zero ? time < Longest ? time : Longest : null;
}
