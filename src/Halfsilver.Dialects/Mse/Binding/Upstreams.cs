using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>How services are asked, in both forms.</summary>
internal static class Upstreams
{
    /// <summary>The longest time; stands for none.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(10);

    /// <summary>A service as it is asked where nothing else is said: 10 s to connect, as long as it likes to answer.</summary>
    public static EndpointsService Usual { get; } = new() { Name = "", Endpoints = [], Timeouts = new ServiceTimeouts { Connect = Connect, Request = Longest } };

    /// <summary>Whether something that is spoken takes requests of HTTP.</summary>
    public static bool IsHttp(string protocol) => protocol is "HTTP" or "HTTPS" or "HTTP2" or "GRPC" or "GRPCS";

    /// <summary>The same service, asked in what it speaks. By TLS any certificate is taken.</summary>
    public static EndpointsService Speaking(this EndpointsService service, string protocol, string? serverName = null) => protocol switch
    {
        "HTTPS" => service with { Tls = new UpstreamTls { InsecureSkipVerify = true, ServerName = serverName } },
        "GRPCS" => service with { Tls = new UpstreamTls { InsecureSkipVerify = true, ServerName = serverName }, Protocol = UpstreamProtocol.Http2 },
        "HTTP2" or "GRPC" => service with { Protocol = UpstreamProtocol.H2c },
        _ => service,
    };

    /// <summary>The same service, asked in what a Service of Kubernetes says of its port: by <c>appProtocol</c>, else by the port's name.</summary>
    public static EndpointsService SpeakingAt(this EndpointsService service, KubernetesBackend backend) => service.Speaking(backend.AppProtocol?.ToLowerInvariant() switch
    {
        "https" => "HTTPS",
        "grpc" or "kubernetes.io/h2c" or "http2" => "HTTP2",
        null when backend.PortName?.StartsWith("https", StringComparison.Ordinal) == true => "HTTPS",
        null when backend.PortName?.StartsWith("grpc", StringComparison.Ordinal) == true || backend.PortName?.StartsWith("http2", StringComparison.Ordinal) == true => "HTTP2",
        _ => "HTTP",
    });
}
