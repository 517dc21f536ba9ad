using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Yarp.Keys.YarpKinds;

namespace Halfsilver.Dialects.Yarp.Keys;

/// <summary>Keys of clusters.</summary>
internal static class ClusterKeys
{
    private const string NoCookies = "no cookies are made here";

    public static GroupShape Cluster => field ??= new("cluster", "Where requests can go.", () =>
    [
        new("Destinations", new NamedShape("destination by name", "^[^\\x00]*$", "any text", "one", Destination), "The addresses. Without one, requests are answered with 503."),
        new("LoadBalancingPolicy", Text, "PowerOfTwoChoices, LeastRequests, RoundRobin, Random or FirstAlphabetical: then the first alone is called.") { Default = "PowerOfTwoChoices" },
        new("HealthCheck", Health, "When a destination is left alone."),
        new("SessionAffinity", Affinity, "How a client stays with its destination."),
        new("HttpClient", Client, "Connections to destinations."),
        new("HttpRequest", Request, "Requests to destinations."),
        new("Metadata", Metadata, "Texts of the application's own. ConsecutiveFailuresHealthPolicy.Threshold is read."),
        Ignored("Extensions", "Settings of the application's own.", "settings of an application's own code are not known here"),
        Refused("ClusterId", "An old name of the key that a cluster stands under.", "a cluster's name is the key that it stands under; take this out"),
    ]);

    private static GroupShape Destination => field ??= new("destination", "An address.", () =>
    [
        new("Address", Text, "The address, with what stands before every path, as https://10.0.0.7:8443/base."),
        new("Health", Text, "The address that is asked whether it is well.") { DefaultWords = "the address itself" },
        new("Host", Text, "The Host that is sent; the same for all of a cluster.") { DefaultWords = "the address's own" },
        new("Metadata", Metadata, "Texts of the application's own."),
    ]);

    private static GroupShape Health => field ??= new("HealthCheck", "When a destination is left alone.", () =>
    [
        new("Active", Active, "Requests that find out which are well."),
        new("Passive", Passive, "What live requests tell."),
        new("AvailableDestinationsPolicy", Text, "What is done where none is well: 503, as with HealthyAndUnknown; the last one is never left alone for live requests that fail.") { Default = "HealthyAndUnknown" },
    ]);

    private static GroupShape Active => field ??= new("Active", "Requests that find out which destinations are well. One failure less than the threshold is forgiven, and one success takes a destination back.", () =>
    [
        new("Enabled", Kinds.Bool, "Whether they are made.") { Default = false },
        new("Interval", Time, "From one to the next.") { Default = "00:00:15" },
        new("Timeout", Time, "How long an answer may take.") { Default = "00:00:10" },
        new("Policy", Text, "How answers are judged: by failures in a row, whatever stands here.") { Default = "ConsecutiveFailures" },
        new("Path", Text, "The path, behind that of the address.") { Default = "/" },
        new("Query", Text, "The query."),
    ]);

    private static GroupShape Passive => field ??= new("Passive", "What live requests tell of destinations.", () =>
    [
        new("Enabled", Kinds.Bool, "Whether it counts. Here a destination is left alone after five requests in a row without an answer, not by their rate.") { Default = false },
        Ignored("Policy", "How requests are judged.", "they are judged by failures in a row"),
        new("ReactivationPeriod", Time, "How long a destination is left alone, for the first time.") { Default = "00:01:00" },
    ]);

    private static GroupShape Affinity => field ??= new("SessionAffinity", "How a client stays with its destination: here by a hash of what it sends. The key is never given to it.", () =>
    [
        new("Enabled", Kinds.Bool, "Whether it does.") { Default = false },
        new("Policy", Text, "HashCookie, ArrCookie, Cookie or CustomHeader.") { Default = "HashCookie" },
        Without("FailurePolicy", "What is done where the destination is gone.", "the client's key leads to another destination then"),
        new("AffinityKeyName", Text, "The cookie's or field's name."),
        Ignored("Cookie", "The cookie that is given.", NoCookies),
    ]);

    private static GroupShape Client => field ??= new("HttpClient", "Connections to destinations.", () =>
    [
        Ignored("SslProtocols", "The versions of TLS.", "1.2 and 1.3 are spoken"),
        new("DangerousAcceptAnyServerCertificate", Kinds.Bool, "Whether any certificate is taken.") { Default = false },
        new("MaxConnectionsPerServer", Number, "Connections at once to one destination.") { DefaultWords = "no limit" },
        Ignored("EnableMultipleHttp2Connections", "Whether HTTP/2 may take several connections.", "it may"),
        Ignored("RequestHeaderEncoding", "How fields are written.", "fields go on as the octets that came"),
        Ignored("ResponseHeaderEncoding", "How fields of answers are read.", "fields go on as the octets that came"),
        Refused("WebProxy", "A proxy on the way to destinations.", "destinations are called directly here; pin their addresses, or take it out"),
    ]);

    private static GroupShape Request => field ??= new("HttpRequest", "Requests to destinations.", () =>
    [
        new("ActivityTimeout", Time, "Without anything happening: here from the request's end to the end of the answer's head.") { Default = "00:01:40" },
        new("Version", Text, "1.1, 2 or 3.") { Default = "2" },
        new("VersionPolicy", Text, "RequestVersionOrLower, RequestVersionOrHigher or RequestVersionExact. HTTP/2 is spoken where it is exact, else HTTP/1.1.") { Default = "RequestVersionOrLower" },
        Ignored("AllowResponseBuffering", "Whether answers may be kept back.", "they never are"),
    ]);
}
