using System.Collections.Immutable;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>The fields of Kong's objects, with their defaults.</summary>
internal static class EntityTables
{
    /// <summary>Health checks where nothing is said.</summary>
    public const string UsualChecks = """
        {"active":{"type":"http","timeout":1,"concurrency":10,"http_path":"/","https_verify_certificate":true,"https_sni":null,"headers":null,
        "healthy":{"interval":0,"successes":0,"http_statuses":[200,302]},
        "unhealthy":{"interval":0,"http_failures":0,"tcp_failures":0,"timeouts":0,"http_statuses":[429,404,500,501,502,503,504,505]}},
        "passive":{"type":"http","healthy":{"successes":0,"http_statuses":[200,201,202,203,204,205,206,207,208,226,300,301,302,303,304,305,306,307,308]},
        "unhealthy":{"http_failures":0,"tcp_failures":0,"timeouts":0,"http_statuses":[429,500,503]}},"threshold":0}
        """;

    private static readonly ChoiceRule s_protocol = new("http", "https", "grpc", "grpcs", "ws", "wss", "tcp", "tls", "udp", "tls_passthrough");
    private static readonly ChoiceRule s_hashOn = new("none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture");
    private static readonly TextRule s_name = new(NameFault);
    private static readonly TextRule s_text = new();
    private static readonly BoolRule s_flag = new();
    private static readonly ListRule s_texts = new(s_text);
    private static readonly NumberRule s_milliseconds = new(1, 2_147_483_646);
    private static readonly TextRule s_path = new(text => text[0] == '/' ? null : "should start with: /");

    /// <summary>Fields of a service; <c>url</c> stands for four of them.</summary>
    public static ImmutableArray<EntityField> Service { get; } =
    [
        new("name", s_name),
        new("url", s_text),
        new("protocol", s_protocol) { Default = "\"http\"" },
        new("host", s_text) { Required = true },
        new("port", new NumberRule(0, 65_535)) { Default = "80" },
        new("path", s_path),
        new("retries", new NumberRule(0, 32_767)) { Default = "5" },
        new("connect_timeout", s_milliseconds) { Default = "60000" },
        new("write_timeout", s_milliseconds) { Default = "60000" },
        new("read_timeout", s_milliseconds) { Default = "60000" },
        new("enabled", s_flag) { Default = "true" },
        new("tls_verify", s_flag),
        new("tls_verify_depth", new NumberRule(0, 64)),
        new("ca_certificates", s_texts),
        new("client_certificate", new ReferenceRule("certificates")),
    ];

    /// <summary>Fields of a route.</summary>
    public static ImmutableArray<EntityField> Route { get; } =
    [
        new("name", s_name),
        new("protocols", new ListRule(s_protocol)) { Default = "[\"http\",\"https\"]" },
        new("methods", s_texts),
        new("hosts", s_texts),
        new("paths", new ListRule(new TextRule(text => text[0] is '/' or '~' ? null : "should start with: / (fixed path) or ~/ (regex path)"))),
        new("headers", new MapRule()),
        new("snis", s_texts),
        new("sources", new ListRule(new RecordRule())),
        new("destinations", new ListRule(new RecordRule())),
        new("strip_path", s_flag) { Default = "true" },
        new("preserve_host", s_flag) { Default = "false" },
        new("regex_priority", new NumberRule(int.MinValue, int.MaxValue)) { Default = "0" },
        new("path_handling", new ChoiceRule("v0", "v1")) { Default = "\"v0\"" },
        new("https_redirect_status_code", new NumberRule(300, 499)) { Default = "426" },
        new("request_buffering", s_flag) { Default = "true" },
        new("response_buffering", s_flag) { Default = "true" },
        new("service", new ReferenceRule("services")),
    ];

    /// <summary>Fields of a plugin.</summary>
    public static ImmutableArray<EntityField> Plugin { get; } =
    [
        new("name", s_text) { Required = true },
        new("instance_name", s_name),
        new("route", new ReferenceRule("routes")),
        new("service", new ReferenceRule("services")),
        new("consumer", new ReferenceRule("consumers")),
        new("config", new RecordRule()) { Default = "{}" },
        new("protocols", new ListRule(s_protocol)) { Default = "[\"grpc\",\"grpcs\",\"http\",\"https\"]" },
        new("enabled", s_flag) { Default = "true" },
    ];

    /// <summary>Fields of an upstream.</summary>
    public static ImmutableArray<EntityField> Upstream { get; } =
    [
        new("name", s_name) { Required = true },
        new("algorithm", new ChoiceRule("round-robin", "consistent-hashing", "least-connections", "latency")) { Default = "\"round-robin\"" },
        new("hash_on", s_hashOn) { Default = "\"none\"" },
        new("hash_fallback", s_hashOn) { Default = "\"none\"" },
        new("hash_on_header", s_text),
        new("hash_fallback_header", s_text),
        new("hash_on_cookie", s_text),
        new("hash_on_cookie_path", s_path) { Default = "\"/\"" },
        new("hash_on_query_arg", s_text),
        new("hash_fallback_query_arg", s_text),
        new("hash_on_uri_capture", s_text),
        new("hash_fallback_uri_capture", s_text),
        new("slots", new NumberRule(10, 65_536)) { Default = "10000" },
        new("healthchecks", new RecordRule()),
        new("host_header", s_text),
        new("client_certificate", new ReferenceRule("certificates")),
        new("use_srv_name", s_flag) { Default = "false" },
    ];

    /// <summary>Fields of a target.</summary>
    public static ImmutableArray<EntityField> Target { get; } =
    [
        new("target", s_text) { Required = true },
        new("weight", new NumberRule(0, 65_535)) { Default = "100" },
        new("upstream", new ReferenceRule("upstreams")),
    ];

    /// <summary>Why a text is no host; null where it is one.</summary>
    public static string? HostFault(string text) =>
        Addresses.IsHost(text is ['[', .., ']'] ? text[1..^1] : text) ? null : "expected a host: a name or an IP address, without scheme and port";

    private static string? NameFault(string text) =>
        text.Length > 120 ? "length must be at most 120"
        : text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '~' || letter >= '\u00A0') ? null
        : "invalid value: the only accepted ascii characters are alphanumerics or ., -, _, and ~";
}
