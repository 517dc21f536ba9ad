using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of telemetry, and of what later versions keep: the store; TLS, and values that stand elsewhere.</summary>
internal static class StoreKeys
{
    public static GroupShape Store => field ??= new("store", "Where revisions and evidence are kept.", () =>
    [
        new("kind", new ChoiceShape("sqlite", "memory", "postgres"), "What keeps them.") { Required = true },
        new("retention", Duration(most: TimeSpan.FromHours(87_600)), "How long evidence is kept.") { Sample = "72h" },
        new("maxBytes", Size(0, 1L << 50), "Bytes that evidence may take.") { Sample = "2GiB" },
        new("dsnFrom", Secret, "Where the data source name of a postgres store stands."),
    ]);

    public static GroupShape Telemetry => field ??= new("telemetry", "Metrics, traces and logs. OTLP is set with the standard OTEL_ variables.", () =>
    [
        new("metrics", Metrics, "The metrics page."),
        new("traces", Traces, "Traces of requests and copies, where an OTLP endpoint is set."),
        new("logs", Logs, "How the process logs."),
    ]);

    public static GroupShape ListenTls => field ??= new("listenTls", "TLS towards clients. Changed files are read again within seconds.", () =>
    [
        new("certificate", Certificate, "The certificate that is shown."),
        new("certificates", new ListShape("certificates", Certificate), "Several: the name a client asks for chooses, exact before wildcard; the first is for all others."),
        new("http2", Bool, "Whether HTTP/2 is offered beside HTTP/1.1.") { Default = new ListenTls().Http2, Sample = false },
    ])
    { AtMostOne = [["certificate", "certificates"]] };

    private static GroupShape Certificate => field ??= new("certificate", "A certificate with its key.", () =>
    [
        new("file", Pem, "The certificate with its chain, PEM.") { Required = true },
        new("keyFile", Pem, "The private key, PEM, not encrypted.") { Required = true, Sample = "tls.key" },
    ]);

    /// <summary>A value that stands outside the file.</summary>
    public static GroupShape Secret => field ??= new("secret", "A value that stands outside this file.", () =>
    [
        new("env", new TextShape("variable", "^[A-Za-z_][A-Za-z0-9_]*$", "a variable's name", ["SECRET"], ["", "1A", "A-B"]), "A variable of the process."),
        new("file", FileName, "A file whose whole content is the value.") { Sample = "/run/secrets/dsn" },
    ])
    { ExactlyOne = [["env", "file"]] };

    private static GroupShape Metrics => field ??= new("metrics", "The metrics page.", () =>
    [
        new("prometheus", new BoolShape { LaterIf = false }, "Whether the admin side serves /metrics.") { Default = true },
        new("endpoints", Bool, "Whether each endpoint of a service has a series of its own that says whether it is well.") { Default = new MetricSettings().Endpoints },
        new("aliases", new ListShape("dialects", new ChoiceShape("vrata") { LaterWords = ["traefik", "krakend", "kong", "mse"] }), "Dialects whose names for the same numbers are served too.") { DefaultWords = "none" },
    ]);

    private static GroupShape Traces => field ??= new("traces", "Traces of requests and copies.", () =>
    [
        new("mirror", new ChoiceShape("link", "child", "off"), "How the trace of a copy hangs on that of its request: a trace of its own that links to it, a child in it, or none.") { Default = "link" },
        new("uiTemplate", Text, "Address of a trace's page, with {traceId}.") { Later = "trace pages", Sample = "https://traces.example/trace/{traceId}" },
    ]);

    private static GroupShape Logs => field ??= new("logs", "How the process logs.", () =>
    [
        new("format", new ChoiceShape("text", "json"), "Lines of text, or a JSON object a line.") { Default = "text", Sample = "json" },
        new("level", new ChoiceShape("trace", "debug", "info", "warn", "error"), "The least severe level that is written.") { Default = new LogSettings().Level },
    ]);
}
