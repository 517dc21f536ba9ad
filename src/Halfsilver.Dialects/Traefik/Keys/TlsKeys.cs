using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Keys of certificates and TLS towards clients.</summary>
internal static class TlsKeys
{
    public static GroupShape Tls => field ??= new("tls", "Certificates and options of TLS towards clients.", () =>
    [
        new("certificates", new ListShape("certificates", Certificate), "Certificates; the server name chooses among them."),
        new("stores", new NamedShape("stores by name", NamePattern, NameWords, "default", Store), "Which certificate is shown where no name fits."),
        new("options", new NamedShape("options by name", NamePattern, NameWords, "default", Options), "Options of the connections."),
    ]);

    /// <summary>Options of another namespace.</summary>
    public static GroupShape OptionsReference => field ??= new("optionsReference", "Options by name and namespace.", () =>
    [
        new("name", Reference, "Their name.") { Required = true },
        new("namespace", Reference, "Their namespace."),
    ]);

    /// <summary>Options of TLS; the file's and the custom resource's are the same.</summary>
    public static GroupShape Options => field ??= new("tlsOptions", "Options of the connections of those routers that name them; those named default are for all others.", () =>
    [
        new("clientAuth", ClientAuth, "Certificates of clients."),
        Ignored("minVersion", "The lowest version.", "TLS is 1.2 or later"),
        Ignored("maxVersion", "The highest version.", "TLS is 1.2 or later"),
        Ignored("cipherSuites", "Suites of TLS 1.2.", "the system chooses the suites"),
        Ignored("curvePreferences", "Curves.", "the system chooses the curves"),
        Ignored("sniStrict", "Whether unknown names are refused.", "unknown names get the first certificate"),
        Ignored("alpnProtocols", "Protocols that are offered.", "HTTP/2 and HTTP/1.1 are offered"),
        Ignored("preferServerCipherSuites", "Who chooses the suite.", "the system chooses the suites"),
        Ignored("disableSessionTickets", "Whether sessions are taken up again.", "the system decides"),
    ]);

    private static GroupShape ClientAuth => field ??= new("clientAuth", "Certificates that clients show.", () =>
    [
        new("clientAuthType", new ChoiceShape("NoClientCert", "RequestClientCert", "VerifyClientCertIfGiven", "RequireAnyClientCert", "RequireAndVerifyClientCert"), "Whether clients must show one.")
        {
            Default = "NoClientCert",
        },
        Ignored("caFiles", "Who signs them.", "clients are not asked for certificates"),
        Ignored("secretNames", "Secrets with those who sign them.", "clients are not asked for certificates"),
    ]);

    private static GroupShape Certificate => field ??= new("certificate", "A certificate and its key, each in a PEM file.", () =>
    [
        new("certFile", Kinds.Pem, "The certificate, with the rest of its chain.") { Required = true },
        new("keyFile", Kinds.Pem, "Its private key.") { Required = true },
        Ignored("stores", "Stores that it belongs to.", "the server name chooses among all certificates"),
    ]);

    private static GroupShape Store => field ??= new("store", "A store of certificates.", () =>
    [
        new("defaultCertificate", Certificate, "The certificate for names that none has."),
        Ignored("defaultGeneratedCert", "A certificate that is fetched.", "certificates are not fetched"),
    ]);
}
