using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Vrata.Keys.VrataKinds;

namespace Halfsilver.Dialects.Vrata.Keys;

/// <summary>Keys of listeners.</summary>
internal static class ListenerKeys
{
    private const string Slow = "a body may take as long as it keeps coming, and an answer as long as the client takes it";

    public static GroupShape Listener => field ??= new("listener", "Where clients connect; every listener serves all routes.", () =>
    [
        new("id", Text, "Its id."),
        new("name", Text, "Its name.") { DefaultWords = "the id" },
        new("address", Text, "The address.") { Default = "0.0.0.0" },
        new("port", Number, "The port."),
        new("tls", Tls, "TLS."),
        new("http2", Kinds.Bool, "Whether HTTP/2 is spoken; here it always is.") { Default = false },
        Without("serverName", "The field Server of answers.", "answers have no field Server but a destination's own"),
        new("maxRequestHeadersKB", Number, "Largest head of a request, up to 1024 KiB.") { DefaultWords = "64" },
        new("metrics", Metrics, "The metrics page, on the listener itself: before all routes there, by its path."),
        new("timeouts", Timeouts, "Times allowed to clients."),
        Without("proxyErrors", "How much is told about a fault.", "faults are told as problems (RFC 9457), with an id and without addresses"),
    ]);

    private static GroupShape Timeouts => field ??= new("times of a listener", "Times allowed to clients.", () =>
    [
        new("clientHeader", Time, "For a head.") { Default = "10s" },
        Without("clientRequest", "For a whole request.", Slow),
        Without("clientResponse", "For a whole answer.", Slow),
        new("idleBetweenRequests", Time, "A kept connection.") { Default = "120s" },
    ]);

    private static GroupShape Metrics => field ??= new("metrics", "The metrics page: that of the admin side, with Vrata's names for requests, their times and copies beside its own.", () =>
    [
        new("path", Text, "Its path.") { Default = "/metrics" },
        new("collect", Collect, "What is counted."),
        Without("histograms", "Bounds of durations.", "durations have this gateway's own bounds"),
    ]);

    private static GroupShape Collect => field ??= new("collect", "What is counted.", () =>
    [
        new("route", Kinds.Bool, "Routes; they always are.") { Default = true },
        new("destination", Kinds.Bool, "Destinations; they always are.") { Default = true },
        Ignored("middleware", "Middlewares.", "middlewares are not counted"),
        new("listener", Kinds.Bool, "Listeners; they always are.") { Default = true },
        new("endpoint", Kinds.Bool, "Whether each endpoint has a series that says whether it is well.") { Default = false },
    ]);

    private static GroupShape Tls => field ??= new("tls of a listener", "TLS towards clients.", () =>
    [
        new("cert", Text, "The certificate, as PEM or as a file's name."),
        new("key", Text, "Its key, as PEM or as a file's name."),
        new("certPath", Text, "An older name of cert."),
        new("keyPath", Text, "An older name of key."),
        new("minVersion", Text, "The oldest version; 1.2 here at least.") { Default = "TLSv1_2" },
        Ignored("maxVersion", "The newest version.", "the newest that both sides know is spoken"),
        new("clientAuth", Clients, "Certificates of clients."),
    ]);

    private static GroupShape Clients => field ??= new("clientAuth", "Certificates of clients. A listener that requires them is refused: it would be open.", () =>
    [
        new("mode", new ChoiceShape("none", "optional", "require", ""), "Whether they are asked for.") { Default = "none" },
        new("ca", Text, "Who signs them."),
        new("caFile", Text, "An older name of ca."),
    ]);
}
