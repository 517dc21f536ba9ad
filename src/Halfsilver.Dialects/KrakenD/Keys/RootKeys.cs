using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.KrakenD.Keys.Forms;
using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.KrakenD.Keys;

/// <summary>Keys of the whole file.</summary>
internal static class RootKeys
{
    private const string OwnPool = "connections to backends are kept and counted by Halfsilver's own rules";
    private const string OneAnswer = "answers go to the client in the clear";

    public static GroupShape File => field ??= new("file", "The whole file. Keys that begin with @, $, _ or # are comments.", () =>
    [
        new("version", new TextShape("version 3", "^3$", "3: files of version 2 are brought up by KrakenD's own migration tool", ["3"], ["2", "4"]), "The version of the format.") { Required = true },
        new("name", Text, "A name for people; the gateway's, in metrics and logs."),
        new("port", new IntegerShape(0, 65_535), "The port that clients connect to.") { DefaultWords = "8000 (there: 8080, which is the admin side's here)" },
        new("listen_ip", Text, "The address that clients connect to.") { DefaultWords = "every address" },
        new("host", Texts("hosts"), "Hosts of backends that name none."),
        new("timeout", Time, "Time for the whole answer of an endpoint that names none; 0s is the default.") { Default = "2s" },
        new("cache_ttl", Time, "How long clients may keep a complete answer.") { Ignored = "no Cache-Control is written into answers" },
        new("output_encoding", Text, "What the clients of endpoints that name nothing are sent.") { Default = "json" },
        new("endpoints", new ListShape("endpoints", EndpointKeys.Endpoint), "What clients may ask for.") { Required = true },
        new("extra_config", RootExtraKeys.Extra, "Components of the whole gateway."),
        new("tls", ServerTls, "TLS towards clients."),
        new("client_tls", ClientTls, "TLS towards backends."),
        new("allow_insecure_connections", Bool, "Whether any certificate of a backend is taken.") { Default = false },
        new("use_h2c", Bool, "Whether clients may speak HTTP/2 in the clear. They may, always.") { Default = false },
        new("dialer_timeout", Time, "Time to open a connection to a backend.") { DefaultWords = "2 s (there: none)" },
        new("idle_connection_timeout", Time, "How long a connection to a backend is kept without a request.") { DefaultWords = "60 s" },
        new("response_header_timeout", Time, "Time for the head of a backend's answer.") { DefaultWords = "none" },
        new("read_header_timeout", Time, "Time for the head of a request.") { DefaultWords = "10 s (there: none)" },
        new("idle_timeout", Time, "How long a client's connection is kept without a request.") { DefaultWords = "75 s (there: none)" },
        new("max_header_bytes", new IntegerShape(0, 1L << 40), "Bytes of a request's head.") { DefaultWords = "64 KiB (there: 1 MB)" },
        new("max_shutdown_wait_time", Time, "How long a stopping gateway waits for requests under way.") { DefaultWords = "25 s" },
        new("disable_rest", Bool, "Whether paths are taken as they are written. They are, always.") { Default = false },
        Ignored("read_timeout", "a request's body may take as long as it keeps coming (240 bytes a second)"),
        Ignored("write_timeout", "an answer may take as long as its endpoint's timeout and the client allow"),
        Ignored("dialer_keep_alive", OwnPool),
        Ignored("dialer_fallback_delay", OwnPool),
        Ignored("expect_continue_timeout", OwnPool),
        Ignored("max_idle_connections", OwnPool),
        Ignored("max_idle_connections_per_host", OwnPool),
        Ignored("disable_keep_alives", OwnPool),
        Ignored("disable_compression", OneAnswer),
        Ignored("dns_cache_ttl", "names are looked up as often as their answers say"),
        Ignored("sequential_start", "all starts at once, within milliseconds"),
        Ignored("async_agent", "agents that take work from queues are not run; endpoints are served without them"),
        Ignored("plugin", "plugins are not loaded; who asks for one by name is said there"),
        Ignored("debug_endpoint", "there is no /__debug; see the admin side's log"),
        Ignored("echo_endpoint", "there is no /__echo"),
    ]);

    private static GroupShape ServerTls => field ??= new("tls", "TLS towards clients, 1.2 or later.", () =>
    [
        new("disabled", Bool, "Whether all of this is off.") { Default = false },
        new("public_key", FileName, "A certificate's file, in PEM."),
        new("private_key", FileName, "Its key's file."),
        new("keys", new ListShape("certificates", KeyPair), "Several certificates; the client's server name chooses."),
        new("min_version", Text, "The oldest version that is spoken.") { Default = "TLS13" },
        new("enable_mtls", Bool, "Whether clients must show a certificate.") { Default = false },
        new("disable_http2", Bool, "Whether HTTP/2 is not offered.") { Default = false },
        Ignored("max_version", "the newest version that both sides speak is taken"),
        Ignored("ca_certs", "clients are not asked for certificates"),
        Ignored("disable_system_ca_pool", "clients are not asked for certificates"),
        Ignored("cipher_suites", "the system chooses cipher suites"),
        Ignored("curve_preferences", "the system chooses curves"),
        Ignored("prefer_server_cipher_suites", "the system chooses cipher suites"),
    ]);

    private static GroupShape KeyPair => field ??= new("certificate", "A certificate and its key.", () =>
    [
        new("public_key", FileName, "The certificate's file, in PEM.") { Required = true },
        new("private_key", FileName, "The key's file.") { Required = true },
    ]);

    private static GroupShape ClientTls => field ??= new("client_tls", "TLS towards backends, 1.2 or later.", () =>
    [
        new("allow_insecure_connections", Bool, "Whether any certificate is taken.") { Default = false },
        new("ca_certs", Texts("files"), "Files of certificates that are trusted beside the system's."),
        new("disable_system_ca_pool", Bool, "Whether only those are trusted.") { Default = false },
        new("client_certs", new ListShape("certificates", ClientPair), "Certificates that are shown to backends that ask for one."),
        Ignored("min_version", "the newest version that both sides speak is taken, 1.2 or later"),
        Ignored("max_version", "the newest version that both sides speak is taken"),
        Ignored("cipher_suites", "the system chooses cipher suites"),
        Ignored("curve_preferences", "the system chooses curves"),
    ]);

    private static GroupShape ClientPair => field ??= new("client certificate", "A certificate and its key.", () =>
    [
        new("certificate", FileName, "The certificate's file, in PEM.") { Required = true },
        new("private_key", FileName, "The key's file.") { Required = true },
    ]);
}
