using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>How connections to servers are made.</summary>
/// <param name="Tls">TLS; null for the defaults.</param>
/// <param name="Timeouts">Times allowed.</param>
internal sealed record Transport(UpstreamTls? Tls, ServiceTimeouts Timeouts)
{
    // The longest that a plan can say; Traefik has no bound there.
    private static readonly TimeSpan Unbounded = TimeSpan.FromHours(24);

    /// <summary>What Traefik does where nothing is said.</summary>
    public static Transport Default { get; } = new(null, Times(null));

    /// <summary>The transport that a group describes.</summary>
    public static Transport Bind(MapItem group, ReadingScope scope)
    {
        var roots = group.List("rootCAs");
        if (roots.Count > 1)
        {
            scope.Approximate(roots[1].Place, roots[1].Path, "one file of certificates is read, the first; put them together in one");
        }

        var shown = group.List("certificates").OfType<MapItem>().ToList();
        if (shown.Count > 1)
        {
            scope.Approximate(shown[1].Place, shown[1].Path, "one certificate is shown to servers, the first");
        }

        var tls = new UpstreamTls
        {
            ServerName = group.Text("serverName"),
            InsecureSkipVerify = group.Value("insecureSkipVerify", false),
            CaFile = roots.Count > 0 ? (string)((ValueItem)roots[0]).Value : null,
            CertificateFile = shown.Count > 0 ? shown[0].Text("certFile") : null,
            KeyFile = shown.Count > 0 ? shown[0].Text("keyFile") : null,
        };
        return new Transport(tls == new UpstreamTls() ? null : tls, Times(group.Map("forwardingTimeouts")));
    }

    private static ServiceTimeouts Times(MapItem? group) => new()
    {
        Connect = Time(group, "dialTimeout", TimeSpan.FromSeconds(30)),
        Request = Time(group, "responseHeaderTimeout", TimeSpan.Zero),
        Idle = Time(group, "idleConnTimeout", TimeSpan.FromSeconds(90)),
    };

    private static TimeSpan Time(MapItem? group, string key, TimeSpan usual) =>
        (group?.Value(key, usual) ?? usual) is { Ticks: > 0 } time ? time : Unbounded;
}
