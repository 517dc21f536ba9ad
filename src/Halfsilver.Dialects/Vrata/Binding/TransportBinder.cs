using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Binds TLS towards destinations. Where certificates stand in the file itself there is no file to name.</summary>
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
        if (mutual && (FileOf(group, "cert") is null || FileOf(group, "key") is null))
        {
            var item = group.Entries.GetValueOrDefault("cert") ?? group.Entries["mode"];
            scope.Reject(Codes.BadValue, item.Place, item.Path, "certificates are read from files; write certificate and key into files and name those, else the destination would be called without");
            mutual = false;
        }

        if (group.Text("ca") is { Length: > 0 } && FileOf(group, "ca") is null)
        {
            var item = group.Entries["ca"];
            scope.Approximate(item.Place, item.Path, "certificates are read from files, so the system's are trusted alone; write it into a file and name that");
        }

        var host = (destination.Text("host") ?? "").Trim('[', ']');
        var byName = destination.List("endpoints").Count > 0 && HostPort.IsHost(host) ? host : null;
        return new UpstreamTls
        {
            Mode = mutual ? UpstreamTlsMode.Mutual : UpstreamTlsMode.Server,
            ServerName = group.Text("sni") is { Length: > 0 } sni ? sni : byName,
            CaFile = FileOf(group, "ca"),
            CertificateFile = mutual ? FileOf(group, "cert") : null,
            KeyFile = mutual ? FileOf(group, "key") : null,
        };
    }

    /// <summary>A file's name; null where the text is the certificate itself, or what a secret would be put into.</summary>
    public static string? FileOf(MapItem group, string key) =>
        group.Text(key) is { Length: > 0 } text && !text.Contains("-----BEGIN", StringComparison.Ordinal) && !text.Contains("{{", StringComparison.Ordinal) && !text.Contains('\n') ? text : null;
}
