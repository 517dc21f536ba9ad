using System.Collections.Frozen;

using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Kong.Keys.KongKinds;

namespace Halfsilver.Dialects.Kong.Keys;

/// <summary>Keys of plugins, and what becomes of each plugin.</summary>
internal static class PluginKeys
{
    private const string Unlimited = "there is no limit of requests";
    private const string Own = "metrics, logs and traces are Halfsilver's own";

    /// <summary>Plugins that decide who may come in.</summary>
    public static FrozenSet<string> Guards { get; } = new[]
    {
        "key-auth", "key-auth-enc", "jwt", "jwt-signer", "basic-auth", "oauth2", "oauth2-introspection", "openid-connect", "acl", "ip-restriction", "hmac-auth", "ldap-auth",
        "ldap-auth-advanced", "bot-detection", "mtls-auth", "header-cert-auth", "tls-handshake-modifier", "saml", "opa", "vault-auth", "request-validator", "websocket-validator",
        "websocket-size-limit", "oas-validation", "injection-protection", "json-threat-protection", "xml-threat-protection", "ace", "upstream-oauth", "session", "standard-webhooks",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Plugins without which requests are served, but not quite as there, and how.</summary>
    public static FrozenDictionary<string, string> Approximated { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["rate-limiting"] = Unlimited,
        ["rate-limiting-advanced"] = Unlimited,
        ["response-ratelimiting"] = Unlimited,
        ["service-protection"] = Unlimited,
        ["graphql-rate-limiting-advanced"] = Unlimited,
        ["cors"] = "no Access-Control field is written, and preflights go to the service",
        ["correlation-id"] = "no id is put into requests and answers",
        ["response-transformer"] = "answers reach the client as the service sent them",
        ["response-transformer-advanced"] = "answers reach the client as the service sent them",
        ["proxy-cache"] = "nothing is cached: each request reaches the service",
        ["proxy-cache-advanced"] = "nothing is cached: each request reaches the service",
        ["acme"] = "certificates are not asked for; they come from files",
        ["traffic-shadowing"] = "its configuration is not public; the mirror is left out. traffic-mirror and http-mirror are read",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Plugins that mean nothing here, and why.</summary>
    public static FrozenDictionary<string, string> Ignored { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["file-log"] = Own,
        ["http-log"] = Own,
        ["tcp-log"] = Own,
        ["udp-log"] = Own,
        ["syslog"] = Own,
        ["loggly"] = Own,
        ["kafka-log"] = Own,
        ["confluent"] = Own,
        ["datadog"] = Own,
        ["statsd"] = Own,
        ["statsd-advanced"] = Own,
        ["prometheus"] = Own,
        ["zipkin"] = Own,
        ["opentelemetry"] = Own,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static GroupShape Plugin => field ??= new("plugin", "Something that is done with requests. Of one name that of a route goes before that of its service, and that before the one of everything.", () =>
    [
        new("name", Kinds.FieldValue, "Which plugin.") { Required = true },
        new("instance_name", Kinds.FieldValue, "A name for tools."),
        new("enabled", Kinds.Bool, "Whether it does anything.") { Default = true },
        new("config", Any, "Its configuration; the plugins' own tables stand below."),
        new("route", Reference, "Its route, where it does not stand inside it."),
        new("service", Reference, "Its service, where it does not stand inside it."),
        new("consumer", Reference, "Who it is for. Nobody is told apart here, so it does nothing."),
        new("consumer_group", Reference, "Who it is for. Nobody is told apart here, so it does nothing."),
        new("protocols", new ListShape("protocols", EntityKeys.Protocol), "How requests come for which it is.") { DefaultWords = "all" },
        Without("ordering", "plugins are done in an order of our own"),
        Silent("run_on", "Which of several Kongs it runs on."),
        Silent("created_at", "When it was made."),
        .. Marks,
    ]);
}
