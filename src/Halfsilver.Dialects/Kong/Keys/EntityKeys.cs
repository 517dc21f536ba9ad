using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Kong.Keys.KongKinds;

namespace Halfsilver.Dialects.Kong.Keys;

/// <summary>Keys of services and routes.</summary>
internal static class EntityKeys
{
    private const string Streamed = "bodies are passed on as they come";

    /// <summary>Protocols of routes and services.</summary>
    public static ChoiceShape Protocol { get; } =
        new("http", "https", "grpc", "grpcs", "ws", "wss", "tcp", "tls", "udp", "tls_passthrough");

    public static GroupShape Service => field ??= new("service", "Who answers.", () =>
    [
        new("name", Kinds.FieldValue, "Its name."),
        new("url", Kinds.FieldValue, "Protocol, host, port and path in one."),
        new("protocol", Protocol, "What it speaks.") { Default = "http" },
        new("host", Kinds.FieldValue, "A host, or the name of an upstream."),
        new("port", Kinds.PortNumber, "Its port.") { DefaultWords = "80, or 443 with https" },
        new("path", Kinds.FieldValue, "What is put before the path."),
        new("retries", new IntegerShape(0, 32_767), "Tries after the first one.") { Approximated = "a request is sent once; an endpoint that fails is left alone where the upstream's health checks say so", SaidOnce = true },
        new("connect_timeout", Milliseconds, "Milliseconds to connect.") { Default = 60_000 },
        new("write_timeout", Milliseconds, "Milliseconds between two writes.") { Default = 60_000, Approximated = "writes are bounded by read_timeout and by what the client sends", SaidOnce = true },
        new("read_timeout", Milliseconds, "Milliseconds from the end of a request to the end of the answer's head.") { Default = 60_000 },
        new("enabled", Kinds.Bool, "Whether its routes are served.") { Default = true },
        new("tls_verify", Kinds.Bool, "Whether its certificate is checked.") { Default = false },
        Silent("tls_verify_depth", "How long a chain of certificates may be."),
        Without("tls_sans", "the certificate is checked for the host's own name"),
        Without("ca_certificates", "authorities stand in files here: with tls_verify the system's are trusted"),
        Without("client_certificate", "no certificate is shown to the service"),
        new("routes", new ListShape("routes", Route), "Its routes."),
        new("plugins", new ListShape("plugins", PluginKeys.Plugin), "Its plugins."),
        Silent("created_at", "When it was made."),
        .. Marks,
    ]);

    public static GroupShape Route => field ??= new("route", "Which requests go to a service. One of methods, hosts, headers, paths and snis is needed.", () =>
    [
        new("name", Kinds.FieldValue, "Its name."),
        new("service", Reference, "Its service, where it does not stand inside it."),
        new("protocols", new ListShape("protocols", Protocol), "How requests come. With `https` alone those in clear text are answered with https_redirect_status_code.") { DefaultWords = "http, https" },
        new("methods", new ListShape("methods", Kinds.FieldValue), "Methods."),
        new("hosts", new ListShape("hosts", Kinds.FieldValue), "Hosts; one `*` may stand at either end."),
        new("paths", new ListShape("paths", Kinds.FieldValue), "What paths begin with, as text; behind `~` an expression."),
        new("headers", new NamedShape("values by header", Kinds.TokenPattern, "letters, digits and -", "x-env", Texts), "Headers and their values, compared without case; one that begins with `~*` is an expression."),
        new("snis", new ListShape("names", Kinds.FieldValue), "Names that TLS asks for.") { Approximated = "the name is compared with the request's Host" },
        new("sources", Any, "") { Rejected = "streams are not told apart by addresses here" },
        new("destinations", Any, "") { Rejected = "streams are not told apart by addresses here" },
        new("strip_path", Kinds.Bool, "Whether what the path matched is taken off.") { Default = true },
        new("preserve_host", Kinds.Bool, "Whether the client's Host goes on; else it is the service's.") { Default = false },
        new("regex_priority", new IntegerShape(int.MinValue, int.MaxValue), "Rank among routes with expressions, the higher first.") { Default = 0 },
        new("path_handling", new ChoiceShape("v0", "v1"), "How the service's path and the request's are joined.") { Default = "v0" },
        new("https_redirect_status_code", new ChoiceNumberShape(426, 301, 302, 307, 308), "What requests in clear text are answered with where a route takes https alone.") { Default = 426 },
        new("request_buffering", Kinds.Bool, "Whether bodies of requests are gathered first.") { Default = true, Approximated = Streamed, SaidOnce = true },
        new("response_buffering", Kinds.Bool, "Whether bodies of answers are gathered first.") { Default = true, Approximated = Streamed, SaidOnce = true },
        Refused("expression", "routes in the language of expressions are not read; write paths, hosts, methods and headers"),
        Silent("priority", "Rank among expressions."),
        new("plugins", new ListShape("plugins", PluginKeys.Plugin), "Its plugins."),
        new("created_at", new IntegerShape(0, long.MaxValue), "When it was made; of two routes that rank equal the older one goes first."),
        .. Marks,
    ]);
}
