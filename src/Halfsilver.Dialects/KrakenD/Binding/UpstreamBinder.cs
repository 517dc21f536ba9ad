using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Binds what all backends share: times and TLS.</summary>
internal sealed class UpstreamBinder(MapItem file, ReadingScope scope)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>A service with all but its name and addresses.</summary>
    /// <param name="longest">The longest time of an endpoint, which no call may be cut before.</param>
    public EndpointsService Template(TimeSpan longest)
    {
        var times = new ServiceTimeouts();
        return new EndpointsService
        {
            Name = "",
            Endpoints = [],
            Host = HostRewrite.Service,
            Tls = Tls(),
            Timeouts = new ServiceTimeouts
            {
                Connect = Time("dialer_timeout") ?? times.Connect,
                Idle = Time("idle_connection_timeout") ?? times.Idle,
                Request = Time("response_header_timeout") ?? (longest > Longest ? Longest : longest > times.Request ? longest : times.Request),
            },
        };
    }

    private UpstreamTls? Tls()
    {
        var group = file.Map("client_tls");
        var insecure = file.Value("allow_insecure_connections", false) || (group?.Value("allow_insecure_connections", false) ?? false);
        var authorities = Texts.Of(group, "ca_certs").ToList();
        var own = group?.List("client_certs").OfType<MapItem>().ToList() ?? [];
        if (!insecure && authorities.Count == 0 && own.Count == 0)
        {
            return null;
        }

        if (authorities.Count > 0 && (authorities.Count > 1 || !(group?.Value("disable_system_ca_pool", false) ?? false)))
        {
            scope.Approximate(authorities[0].Place, authorities[0].Path, "certificates of this file alone are trusted, in place of the system's; several files can be put into one");
        }

        if (own.Count > 1)
        {
            scope.Approximate(own[1].Place, own[1].Path, "the first certificate is shown to all backends");
        }

        return new UpstreamTls
        {
            InsecureSkipVerify = insecure,
            CaFile = authorities.Count > 0 ? (string)authorities[0].Value : null,
            Mode = own.Count > 0 ? UpstreamTlsMode.Mutual : UpstreamTlsMode.Server,
            CertificateFile = own.Count > 0 ? own[0].Text("certificate") : null,
            KeyFile = own.Count > 0 ? own[0].Text("private_key") : null,
        };
    }

    private TimeSpan? Time(string key) => file.Value(key, TimeSpan.Zero) is var time && time > TimeSpan.Zero ? time < Longest ? time : Longest : null;
}
