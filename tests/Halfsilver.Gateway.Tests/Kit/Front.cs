using System.Net;
using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>What a client speaks to the gateway.</summary>
public enum Front
{
    Http1,
    Http1Tls,
    Http2Tls,
    H2c,
}

/// <summary>What a service speaks.</summary>
public enum Behind
{
    Http1,
}

/// <summary>Clients and plans of each kind.</summary>
internal static class Fronts
{
    /// <summary>Every front before every kind of service.</summary>
    public static IEnumerable<(Front Front, Behind Behind)> Matrix =>
        from front in Enum.GetValues<Front>() from behind in Enum.GetValues<Behind>() select (front, behind);

    public static bool IsTls(this Front front) => front is Front.Http1Tls or Front.Http2Tls;

    public static bool IsHttp2(this Front front) => front is Front.Http2Tls or Front.H2c;

    public static Plan For(this Plan plan, Front front) => front.IsTls() ? plan.WithTls() : plan;

    /// <summary>A client that speaks just this, byte for byte in Latin-1.</summary>
    public static HttpClient Client(this Front front, TestGateway gateway)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"{(front.IsTls() ? "https" : "http")}://{gateway.Address}"),
            DefaultRequestVersion = front.IsHttp2() ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public static HttpRequestMessage Request(this Front front, string method, string target) => new(new HttpMethod(method), target)
    {
        Version = front.IsHttp2() ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
