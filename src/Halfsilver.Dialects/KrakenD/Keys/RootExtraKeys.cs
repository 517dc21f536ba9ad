using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.KrakenD.Keys.Forms;
using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.KrakenD.Keys;

/// <summary>Components of the whole gateway, by namespace; older names beside today's.</summary>
internal static class RootExtraKeys
{
    public const string OwnTelemetry = "metrics, logs and traces are Halfsilver's own";

    private const string Cors = "preflights are answered 405 and no Access-Control field is written: browsers of other origins are shut out until something before this gateway answers them";
    private const string Secure = "no security field is written, and neither hosts nor schemes are checked";
    private const string Bots = "robots are served like anybody";
    private const string Limit = "there is no limit of requests a second";
    private const string Server = "plugins of the server are not run, and what they refuse, change or route would be open, unchanged or elsewhere";
    private const string Closed = "running without it would open what was closed; put what checks before this gateway";

    public static GroupShape Extra => field ??= new("components of the gateway", "What stands under extra_config of the whole file.", () =>
    [
        new("router", Router, "The router."),
        new("github_com/luraproject/lura/router/gin", Router, "The same by an older name."),
        Without("security/cors", Cors),
        Without("github_com/devopsfaith/krakend-cors", Cors),
        Without("security/http", Secure),
        Without("github_com/devopsfaith/krakend-httpsecure", Secure),
        Without("security/bot-detector", Bots),
        Without("github_com/devopsfaith/krakend-botdetector", Bots),
        Without("qos/ratelimit/service", Limit),
        Without("qos/ratelimit/tiered", Limit),
        Without("modifier/response-headers", "no field is put into answers"),
        Refused("plugin/http-server", Server),
        Refused("github_com/devopsfaith/krakend/transport/http/server/handler", Server),
        Refused("auth/basic", Closed),
        Refused("auth/revoker", Closed),
        Refused("github_com/devopsfaith/bloomfilter", Closed),
        Refused("security/policies", Closed),
        Refused("server/virtualhost", "its hosts are not told apart here; one file for each host"),
        Refused("server/static-filesystem", "files are not served here"),
        Ignored("auth/validator", "nothing is checked against key sets here; endpoints that ask for it are refused"),
        Ignored("auth/api-keys", "keys are not checked here; endpoints that ask for one are refused"),
        Ignored("governance/quota", "there are no quotas; endpoints that ask for one are said"),
        Ignored("governance/processors", "there are no quotas; endpoints that ask for one are said"),
        Ignored("redis", "nothing here keeps its state in Redis"),
        Ignored("grpc", "gRPC is not served from catalogues; endpoints with backend/grpc are said"),
        Silent("documentation/openapi", "Documentation."),
        Silent("documentation/postman", "Documentation."),
        Silent("documentation/asyncapi", "Documentation."),
        .. Telemetry(),
    ]);

    private static GroupShape Router => field ??= new("router", "The router. Paths are matched octet by octet, without redirects to almost equal ones.", () =>
    [
        new("disable_health", Bool, "Whether there is no page of health.") { Default = false },
        new("health_path", Text, "The path of the page of health.") { Default = "/__health" },
        new("trusted_proxies", Texts("networks"), "Proxies that are believed when they say who the client is."),
        new("forwarded_by_client_ip", Bool, "Whether any proxy is believed at all.") { DefaultWords = "true" },
        new("max_payload", new IntegerShape(0, 1L << 40), "Largest request body in bytes; a longer one is answered with 413.") { DefaultWords = "64 MiB (there: unlimited)" },
        new("disable_handle_method_not_allowed", Bool, "Whether a path with another method is answered with 404 rather than 405.") { Default = false },
        new("hide_version_header", Bool, "Whether KrakenD's version is kept from clients. It is: this is not KrakenD.") { Default = false },
        new("disable_access_log", Bool, "Whether requests are not logged. They are not, ever.") { Default = false },
        new("auto_options", Bool, "Whether OPTIONS is answered with the methods of the path.") { Approximated = "OPTIONS without an endpoint of its own is answered with 405, whose Allow names the methods" },
        new("error_body", Any, "Bodies of the router's own 404 and 405.") { Approximated = "404 and 405 come with Halfsilver's own bodies" },
        new("return_error_msg", Bool, "Whether an error's text goes to the client.") { Approximated = "an endpoint that fails says so as application/problem+json, without the backend's own words" },
        new("remote_ip_headers", Any, "Fields that say who the client is.") { Approximated = "X-Forwarded-For of trusted proxies says who the client is, and no other field" },
        new("app_engine", Any, "Whether Google's own field says who the client is.") { Approximated = "X-Forwarded-For of trusted proxies says who the client is, and no other field" },
        Silent("disable_redirect_trailing_slash", "Whether a path with a slash more or less is not redirected. It is not, ever."),
        Silent("disable_redirect_fixed_path", "Whether an almost equal path is not redirected. It is not, ever."),
        Silent("remove_extra_slash", "Whether doubled slashes in paths are matched as one. They are not."),
        Silent("disable_path_decoding", "Whether parameters go on as they came. They do, always."),
        Silent("disable_gzip", "Whether answers are not compressed. They are not, ever."),
        Silent("logger_skip_paths", "Paths that are not logged."),
        Silent("max_multipart_memory", "Memory for forms in several parts, which nobody reads here."),
        Silent("use_h2c", "Whether clients may speak HTTP/2 in the clear. They may, always."),
    ]);

    /// <summary>What measures, logs and traces.</summary>
    public static IEnumerable<Key> Telemetry() =>
        from name in (string[])
        [
            "telemetry/opentelemetry", "telemetry/opentelemetry-security", "telemetry/opencensus", "telemetry/logging", "telemetry/metrics", "telemetry/logstash",
            "telemetry/gelf", "telemetry/influx", "telemetry/influx2", "telemetry/newrelic", "telemetry/instana", "telemetry/ganalytics", "telemetry/moesif",
            "github_com/devopsfaith/krakend-gelf", "github_com/devopsfaith/krakend-gologging", "github_com/devopsfaith/krakend-logstash",
            "github_com/devopsfaith/krakend-metrics", "github_com/devopsfaith/krakend-opencensus", "github_com/letgoapp/krakend-influx",
            "github_com/devopsfaith/krakend-influx", "github_com/Jozefiel/krakend-influx2",
        ]
        select Ignored(name, OwnTelemetry);
}
