using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Yarp.Keys.YarpKinds;

namespace Halfsilver.Dialects.Yarp.Keys;

/// <summary>The outermost keys: an application's settings, or the section of the proxy alone.</summary>
internal static class FileKeys
{
    public static GroupShape File => field ??= new("file", "An application's settings, with the proxy's section in them; or that section alone.", () =>
    [
        new("ReverseProxy", Proxy, "The proxy's section."),
        .. Section,
        new("Urls", Text, "Addresses to listen on, with semicolons between them; Kestrel's endpoints stand in their place."),
        new("Kestrel", Kestrel, "The server."),
        new("AllowedHosts", Text, "Hosts that are served at all; * is any.") { Default = "*" },
        Ignored("Logging", "What is logged.", "this gateway logs by its own settings"),
        Without("Mirroring", "Mirrors of the library inside the application.", "mirrors stand in the Metadata of routes here; those of the library's section are not made"),
    ]);

    private static GroupShape Proxy => field ??= new("ReverseProxy", "The proxy's section.", () => [.. Section]);

    private static GroupShape Kestrel => field ??= new("Kestrel", "The server.", () =>
    [
        new("Endpoints", new NamedShape("endpoint by name", "^[^\\x00]*$", "any text", "Http", Endpoint), "Where clients connect."),
        new("Certificates", new NamedShape("certificate by name", "^[^\\x00]*$", "any text", "Default", Certificate), "The certificate named Default is for endpoints without one."),
        Without("Limits", "Limits of connections and requests.", "limits are this gateway's own (settings of entry points)"),
        Ignored("EndpointDefaults", "What is spoken.", "HTTP/1.1 is spoken, and HTTP/2 over TLS"),
    ]);

    private static GroupShape Endpoint => field ??= new("endpoint", "Where clients connect.", () =>
    [
        new("Url", Text, "The address, as http://*:80."),
        new("Certificate", Certificate, "The certificate of https."),
        Ignored("Protocols", "What is spoken.", "HTTP/1.1 is spoken, and HTTP/2 over TLS"),
        Ignored("SslProtocols", "The versions of TLS.", "1.2 and 1.3 are spoken"),
        new("ClientCertificateMode", Text, "Whether clients are asked for certificates. An endpoint that requires them is refused: it would be open.") { Default = "NoCertificate" },
        Without("Sni", "Certificates by the name asked for.", "the endpoint's own certificate is shown to all"),
    ]);

    private static GroupShape Certificate => field ??= new("Certificate", "A certificate with its key, in PEM files.", () =>
    [
        new("Path", Text, "The certificate's file."),
        new("KeyPath", Text, "Its key's file, not encrypted."),
        new("Password", Text, "What a file is encrypted with; such a file is not read."),
        new("Subject", Text, "A certificate of the machine's store, which is not read."),
        new("Store", Text, "The store."),
        new("Location", Text, "Whose store."),
        new("AllowInvalid", Kinds.Bool, "Whether one that is not valid is taken.") { Default = false },
    ]);

    private static IEnumerable<Key> Section =>
    [
        new("Routes", new NamedShape("route by name", "^[^\\x00]*$", "any text", "orders", RouteKeys.Route), "Which requests go where."),
        new("Clusters", new NamedShape("cluster by name", "^[^\\x00]*$", "any text", "orders", ClusterKeys.Cluster), "Where requests can go."),
    ];
}
