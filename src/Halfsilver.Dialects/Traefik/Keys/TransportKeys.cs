using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Keys of connections to servers.</summary>
internal static class TransportKeys
{
    public static GroupShape Transport => field ??= new("serversTransport", "How connections to servers are made.", () =>
    [
        new("serverName", Kinds.Host, "The name that the certificate must have.") { DefaultWords = "the server's host" },
        new("insecureSkipVerify", Kinds.Bool, "Whether any certificate is taken.") { Default = false },
        new("rootCAs", new ListShape("files", Kinds.Pem), "A file of certificates that are trusted in place of the system's."),
        new("certificates", new ListShape("certificates", ClientCertificate), "The certificate that is shown to servers."),
        new("forwardingTimeouts", Timeouts, "Times allowed."),
        new("disableHTTP2", Kinds.Bool, "Whether HTTP/2 is not used.") { Default = false },
        Ignored("maxIdleConnsPerHost", "Connections that are kept to one server.", "connections are kept as long as they are used now and then"),
        Ignored("cipherSuites", "Suites of TLS.", "the system chooses the suites"),
        Ignored("minVersion", "The lowest version of TLS.", "TLS is 1.2 or later"),
        Ignored("maxVersion", "The highest version of TLS.", "TLS is 1.2 or later"),
        new("rootCAsSecrets", Any, "Secrets with certificates that are trusted.") { Approximated = "secrets are not read; the system's certificates are trusted" },
        new("rootCAsConfigMaps", Any, "Maps with certificates that are trusted.") { Approximated = "config maps are not read; the system's certificates are trusted" },
        new("certificatesSecrets", Any, "Secrets with the certificate that is shown.") { Approximated = "secrets are not read; no certificate is shown" },
        new("peerCertURI", Kinds.Text, "The URI that a server's certificate must have.") { Approximated = "the certificate's name is checked, its URI is not" },
        new("peerCertSANs", Any, "Names that a server's certificate must have.") { Approximated = "the certificate is checked against the server's name alone" },
        new("spiffe", Any, "Identities of SPIFFE.") { Approximated = "certificates are checked by name, not by identity" },
    ]);

    private static GroupShape ClientCertificate => field ??= new("clientCertificate", "A certificate and its key, each in a PEM file.", () =>
    [
        new("certFile", Kinds.Pem, "The certificate.") { Required = true },
        new("keyFile", Kinds.Pem, "Its private key.") { Required = true },
    ]);

    private static GroupShape Timeouts => field ??= new("forwardingTimeouts", "Times allowed to servers.", () =>
    [
        new("dialTimeout", Duration, "To open a connection; 0 is none.") { Default = "30s" },
        new("responseHeaderTimeout", Duration, "From the end of the request to the end of the answer's head; 0 is none.") { Default = "0s" },
        new("idleConnTimeout", Duration, "A kept connection without a request; 0 is none.") { Default = "90s" },
        Ignored("readIdleTimeout", "When a silent HTTP/2 connection is asked whether it lives.", "silent connections end after their idle time"),
        Ignored("pingTimeout", "How long it may take to say so.", "silent connections end after their idle time"),
    ]);
}
