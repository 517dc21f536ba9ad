using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Kong.Keys.KongKinds;

namespace Halfsilver.Dialects.Kong.Keys;

/// <summary>Keys of upstreams, their targets and their health checks.</summary>
internal static class UpstreamKeys
{
    private const string Fallback = "a request without the key goes round";

    private static readonly ChoiceShape HashOn = new("none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture");

    public static GroupShape Upstream => field ??= new("upstream", "Several addresses under one name.", () =>
    [
        new("name", Kinds.FieldValue, "Its name, which services have as host.") { Required = true },
        new("algorithm", new ChoiceShape("round-robin", "consistent-hashing", "least-connections", "latency", "sticky-sessions"), "How one is chosen.") { Default = "round-robin" },
        new("hash_on", HashOn, "What is hashed.") { Default = "none" },
        new("hash_on_header", Kinds.FieldValue, "The header that is hashed."),
        new("hash_on_cookie", Kinds.FieldValue, "The cookie that is hashed."),
        new("hash_on_cookie_path", Kinds.FieldValue, "The path of a cookie that Kong sets.") { Default = "/" },
        new("hash_on_query_arg", Kinds.FieldValue, "The parameter of the query that is hashed."),
        Silent("hash_on_uri_capture", "The part of an expression that is hashed."),
        new("hash_fallback", HashOn, "What is hashed else.") { Default = "none" },
        Without("hash_fallback_header", Fallback),
        Without("hash_fallback_query_arg", Fallback),
        Without("hash_fallback_uri_capture", Fallback),
        Without("sticky_sessions_cookie", "clients are not held to one address"),
        Without("sticky_sessions_cookie_path", "clients are not held to one address"),
        Silent("slots", "Size of Kong's ring."),
        new("healthchecks", Checks, "Which addresses are left out because they fail."),
        new("host_header", Kinds.FieldValue, "The Host that is sent."),
        Without("client_certificate", "no certificate is shown to the addresses"),
        Without("use_srv_name", "names are looked up as addresses, not as services"),
        new("targets", new ListShape("targets", Target), "Its addresses."),
        Silent("created_at", "When it was made."),
        .. Marks,
    ]);

    public static GroupShape Target => field ??= new("target", "One address.", () =>
    [
        new("target", Kinds.FieldValue, "Host, and port unless it is 8000.") { Required = true },
        new("weight", new IntegerShape(0, 65_535), "Its share among all.") { Default = 100 },
        new("upstream", Reference, "Its upstream, where it does not stand inside it."),
        Silent("created_at", "When it was made."),
        .. Marks,
    ]);

    private static GroupShape Checks => field ??= new("healthchecks", "Which addresses are left out because they fail.", () =>
    [
        new("active", Active, "Requests of the gateway's own."),
        new("passive", Passive, "What requests of clients show."),
        new("threshold", new DecimalShape("percentage", 0, 100, 4), "Least share of addresses that are well.") { Default = 0 },
    ]);

    private static GroupShape Active => field ??= new("active checks", "Requests of the gateway's own. There are none unless an interval is above 0.", () =>
    [
        new("type", new ChoiceShape("http", "https", "tcp", "grpc", "grpcs"), "What is asked.") { Default = "http" },
        new("http_path", Kinds.FieldValue, "The path that is asked.") { Default = "/" },
        new("timeout", Seconds, "Seconds for one check.") { Default = 1 },
        Silent("concurrency", "How many are asked at once."),
        Silent("https_verify_certificate", "Whether the certificate is checked: as the service's is."),
        Silent("https_sni", "The name that is asked for: the address's own."),
        new("headers", new NamedShape("values by header", Kinds.TokenPattern, "letters, digits and -", "x-env", Texts), "Fields that are sent."),
        new("healthy", Healthy, "When an address is well."),
        new("unhealthy", Unhealthy, "When it is not."),
    ]);

    private static GroupShape Passive => field ??= new("passive checks", "What requests of clients show. An address that is taken out comes back after a while; Kong leaves that to active checks.", () =>
    [
        new("type", new ChoiceShape("http", "https", "tcp", "grpc", "grpcs"), "What is looked at.") { Default = "http" },
        new("healthy", Healthy, "When an address is well."),
        new("unhealthy", Unhealthy, "When it is not."),
    ]);

    private static GroupShape Healthy => field ??= new("healthy", "When an address is well.", () =>
    [
        new("interval", Seconds, "Seconds from one check to the next; 0 for none.") { Default = 0 },
        new("http_statuses", Statuses, "Statuses that mean well.") { DefaultWords = "200, 302" },
        new("successes", Count, "Successes in a row that take it back.") { Default = 0 },
    ]);

    private static GroupShape Unhealthy => field ??= new("unhealthy", "When an address is not well.", () =>
    [
        new("interval", Seconds, "Seconds from one check to the next; 0 for none.") { Default = 0 },
        Silent("http_statuses", "Statuses that mean not well: for checks all that do not mean well, for requests of clients 500 and above."),
        new("http_failures", Count, "Bad statuses that take it out; 0 for never.") { Default = 0 },
        new("tcp_failures", Count, "Failures to connect that take it out; 0 for never.") { Default = 0 },
        new("timeouts", Count, "Answers that do not come in time that take it out; 0 for never.") { Default = 0 },
    ]);
}
