using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Binds TLS towards destinations. Certificates stand in the snapshot itself, or are named by their files.</summary>
internal sealed class TransportBinder(ReadingScope scope)
{
    public UpstreamTls? Tls(MapItem? group, MapItem destination)
    {
        var mode = group?.Text("mode");
        if (group is null || mode is not ("tls" or "mtls"))
        {
            return null;
        }

        if (group.Text("minVersion") is "TLSv1_0" or "TLSv1_1")
        {
            var item = group.Entries["minVersion"];
            scope.Approximate(item.Place, item.Path, "1.2 is the oldest version that is spoken");
        }

        var mutual = mode == "mtls";
        if (mutual && (PemOf(group, "cert") is null || PemOf(group, "key") is null))
        {
            var item = group.Entries.GetValueOrDefault("cert") ?? group.Entries["mode"];
            scope.Reject(Codes.BadValue, item.Place, item.Path, "mtls needs a certificate and its key in cert and key, as PEM or as names of files; without them the destination would be called without");
            mutual = false;
        }

        if (group.Text("ca") is { Length: > 0 } && PemOf(group, "ca") is null)
        {
            var item = group.Entries["ca"];
            scope.Approximate(item.Place, item.Path, "is neither PEM nor a file's name, so the system's certificates are trusted alone");
        }

        var host = (destination.Text("host") ?? "").Trim('[', ']');
        var byName = destination.List("endpoints").Count > 0 && HostPort.IsHost(host) ? host : null;
        return new UpstreamTls
        {
            Mode = mutual ? UpstreamTlsMode.Mutual : UpstreamTlsMode.Server,
            ServerName = group.Text("sni") is { Length: > 0 } sni ? sni : byName,
            CaFile = PemOf(group, "ca"),
            CertificateFile = mutual ? PemOf(group, "cert") : null,
            KeyFile = mutual ? PemOf(group, "key") : null,
        };
    }

    /// <summary>PEM, or a file's name; null where a secret would still have to be put in, or the text is neither.</summary>
    public static string? PemOf(MapItem group, string key) =>
        group.Text(key) is { Length: > 0 } text && !text.Contains("{{", StringComparison.Ordinal) && (PemText.IsText(text) || !text.Contains('\n')) ? text : null;
}
