using System.Diagnostics;
using System.Text;
using Halfsilver.Wire;

namespace Halfsilver.Telemetry;

/// <summary>
/// The spans of one request: its own, and one below it for each try at a primary. Made only where somebody listens. Attributes and names follow
/// OpenTelemetry's conventions for HTTP; queries are left out, for they carry secrets.
/// </summary>
internal sealed class RequestSpan
{
    private readonly Tracing _tracing;
    private readonly Activity? _server;
    private readonly ActivityContext _incoming;
    private readonly string _method;
    private readonly string _path;
    private Activity? _try;
    private int _tries;

    private RequestSpan(Tracing tracing, RequestHead head, bool https)
    {
        _tracing = tracing;
        _method = MethodLabel.All[MethodLabel.IndexOf(head.Method)];
        _path = Encoding.Latin1.GetString(head.Path);
        _incoming = Tracing.ContextOf(head);
        _server = tracing.Start(Name(_method), ActivityKind.Server, _incoming);
        if (_server is not { IsAllDataRequested: true } server)
        {
            return;
        }

        Describe(server, head);
        server.SetTag("url.scheme", https ? "https" : "http").SetTag("url.path", _path);
        Address(server, Encoding.Latin1.GetString(head.Authority));
    }

    private RequestSpan(RequestSpan of, RequestHead head)
    {
        _tracing = of._tracing;
        _incoming = of.Context;
        _method = MethodLabel.All[MethodLabel.IndexOf(head.Method)];
        _path = Encoding.Latin1.GetString(head.Path);
    }

    /// <summary>What copies and legs hang on: the request's own span, or the client's where the sampler made none.</summary>
    public ActivityContext Context => _server?.Context ?? _incoming;

    /// <summary>The context for the try that is under way, as <c>traceparent</c>; empty where there is none at all.</summary>
    public ReadOnlyMemory<byte> Parent { get; private set; }

    /// <summary>The spans of a request whose head has been read; null where nobody listens.</summary>
    public static RequestSpan? Begin(Tracing tracing, RequestHead head, bool https) => tracing.IsOn ? new RequestSpan(tracing, head, https) : null;

    /// <summary>The spans of one of several calls made for this request: its tries hang on the request's own span.</summary>
    public RequestSpan Call(RequestHead head) => new(this, head);

    /// <summary>The client's address, as text.</summary>
    public void Client(ReadOnlySpan<byte> address)
    {
        if (_server is { IsAllDataRequested: true } server && !address.IsEmpty)
        {
            server.SetTag("client.address", Encoding.ASCII.GetString(address));
        }
    }

    /// <summary>A route was found.</summary>
    public void Matched(string route)
    {
        if (_server is { } server)
        {
            server.DisplayName = $"{Name(_method)} {route}";
            server.SetTag("http.route", route).SetTag("halfsilver.route", route);
        }
    }

    /// <summary>A try at a primary begins.</summary>
    public void BeginTry(RequestHead head, string service, string host, int port, bool tls)
    {
        _try = _tracing.Start(Name(_method), ActivityKind.Client, Context);
        Parent = Tracing.Parent(_try?.Context ?? Context);
        if (_try is { IsAllDataRequested: true } span)
        {
            Describe(span, head);
            span.SetTag("server.address", host).SetTag("server.port", port).SetTag("halfsilver.destination", service);
            span.SetTag("url.full", $"{(tls ? "https" : "http")}://{host}:{port}{_path}");
            if (_tries++ > 0)
            {
                span.SetTag("http.request.resend_count", _tries - 1);
            }
        }
    }

    /// <summary>The try has ended; <paramref name="error"/> is null when an answer came.</summary>
    public void EndTry(int status, string? error)
    {
        Tracing.End(_try, status, error, worst: 400);
        _try = null;
        Parent = default;
    }

    /// <summary>The request is over.</summary>
    /// <param name="status">Sent to the client; 0 when it got none.</param>
    public void End(int status) => Tracing.End(_server, status, status == 0 ? "no_answer" : null, worst: 500);

    private void Describe(Activity span, RequestHead head)
    {
        span.SetTag("http.request.method", _method);
        if (_method == MethodLabel.OtherText)
        {
            span.SetTag("http.request.method_original", Encoding.Latin1.GetString(head.Method));
        }
    }

    private static void Address(Activity span, string authority)
    {
        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']') && int.TryParse(authority.AsSpan(colon + 1), out _);
        if (authority.Length > 0)
        {
            span.SetTag("server.address", hasPort ? authority[..colon] : authority);
        }

        if (hasPort)
        {
            span.SetTag("server.port", int.Parse(authority.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    // A span's name must be of a small set: a method that nobody knows is not in it.
    private static string Name(string method) => method == MethodLabel.OtherText ? "HTTP" : method;
}
