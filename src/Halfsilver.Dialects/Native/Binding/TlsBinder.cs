using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>TLS towards a service.</summary>
internal static class TlsBinder
{
    /// <summary>Whether the group asks for TLS, whatever the endpoints' URLs say.</summary>
    public static bool Asked(MapItem? tls) => tls?.Text("mode") is "tls" or "mtls";

    /// <summary>The settings; null where nothing is set but whether.</summary>
    public static UpstreamTls? Bind(MapItem? tls) => tls is { Entries.Count: > 0 } && Own(tls) is { } settings && settings == new UpstreamTls() ? null : Own(tls);

    /// <summary>The settings, those too that say nothing; null where there is no group.</summary>
    public static UpstreamTls? Own(MapItem? tls)
    {
        if (tls is null)
        {
            return null;
        }

        return new UpstreamTls
        {
            ServerName = tls.Text("serverName"),
            CaFile = tls.Text("caFile"),
            CertificateFile = tls.Map("certificate")?.Text("file"),
            KeyFile = tls.Map("certificate")?.Text("keyFile"),
            InsecureSkipVerify = tls.Value("insecureSkipVerify", false),
            Mode = tls.Text("mode") switch
            {
                "none" => UpstreamTlsMode.None,
                "mtls" => UpstreamTlsMode.Mutual,
                _ => UpstreamTlsMode.Server,
            },
        };
    }
}
