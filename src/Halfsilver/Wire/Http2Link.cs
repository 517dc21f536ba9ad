using System.Text;

namespace Halfsilver.Wire;

/// <summary>
/// The HTTP/2 connections to one endpoint. Each request has a channel of its own; .NET's client puts them as streams on few
/// connections. The first connection is dialled here, before a request is given to the client, so that what goes wrong then is told as
/// for any other connection.
/// </summary>
internal sealed class Http2Link
{
    // .NET's client keeps TLS connections apart by the Host of their requests. Clients choose the Host: so many are kept, no more.
    private const int MostHosts = 32;

    // In KiB, and above what the answer reader takes: it is the one to judge.
    private const int MaxHeadKiB = 2 * AnswerReader.MaxHeadBytes / 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Http2Lane> _lanes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<DialedStream> _ready = new();
    private readonly Func<Action, ValueTask<(DialedStream? Dialed, DialResult Result)>> _dial;
    private readonly bool _secure;
    private readonly TimeSpan _idle;
    private Task<DialResult>? _dialing;
    private long _turn;
    private int _open;
    private bool _closed;

    /// <summary>A link without a connection.</summary>
    /// <param name="secure">Whether what is dialled is TLS.</param>
    /// <param name="authority">Host and port of the endpoint, for requests without a Host.</param>
    /// <param name="idle">How long a connection without a stream is kept.</param>
    /// <param name="dial">Opens a connection within its own deadline; it calls the action it is given when the connection is gone.</param>
    public Http2Link(bool secure, string authority, TimeSpan idle, Func<Action, ValueTask<(DialedStream? Dialed, DialResult Result)>> dial)
    {
        _secure = secure;
        _idle = idle;
        _dial = dial;
        Origin = $"{(secure ? "https" : "http")}://{authority}";
    }

    /// <summary>Scheme and authority.</summary>
    public string Origin { get; }

    /// <summary>Connections that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>A connection for one exchange, or why there is none.</summary>
    public async ValueTask<(WireConnection? Connection, DialResult Result)> ConnectAsync(DeadlineWheel wheel)
    {
        var result = Open > 0 ? DialResult.Connected : await DialFirstAsync();
        return result == DialResult.Connected
            ? (new WireConnection(new Http2Channel(this, wheel.Time), wheel), result)
            : (null, result);
    }

    /// <summary>The client for requests of a Host, until <see cref="Leave"/>.</summary>
    public Http2Lane Enter(string host)
    {
        lock (_gate)
        {
            var key = _secure ? host : "";
            if (!_lanes.TryGetValue(key, out var lane))
            {
                EvictOne();
                lane = new Http2Lane(key, new HttpMessageInvoker(NewHandler()));
                _lanes[key] = lane;
            }

            lane.InUse++;
            lane.LastUse = ++_turn;
            return lane;
        }
    }

    public void Leave(Http2Lane lane)
    {
        lock (_gate)
        {
            lane.InUse--;
            if (lane.InUse == 0 && (_closed || _lanes.Count > MostHosts))
            {
                Drop(lane);
            }
        }
    }

    /// <summary>Closes connections that were dialled for a request that never came. Control plane; called now and then.</summary>
    public void Sweep()
    {
        DialedStream[] unused;
        lock (_gate)
        {
            unused = [.. _ready];
            _ready.Clear();
        }

        foreach (var dialed in unused)
        {
            dialed.Stream.Dispose();
        }
    }

    /// <summary>Closes what is not in use, and the rest when it is done. Requests that still come are served.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var lane in _lanes.Values.Where(lane => lane.InUse == 0).ToArray())
            {
                Drop(lane);
            }
        }

        Sweep();
    }

    // One at a time: a hundred requests that come together want one connection, not a hundred.
    private Task<DialResult> DialFirstAsync()
    {
        lock (_gate)
        {
            if (_dialing is not { IsCompleted: false })
            {
                _dialing = Task.Run(DialReadyAsync);
            }

            return _dialing;
        }
    }

    private async Task<DialResult> DialReadyAsync()
    {
        var (dialed, result) = await DialAsync();
        if (dialed is not null)
        {
            lock (_gate)
            {
                _ready.Push(dialed);
            }
        }

        return result;
    }

    private async ValueTask<(DialedStream? Dialed, DialResult Result)> DialAsync()
    {
        var (dialed, result) = await _dial(() => Interlocked.Decrement(ref _open));
        if (dialed is not null)
        {
            Interlocked.Increment(ref _open);
        }

        return (dialed, result);
    }

    private async ValueTask<Stream> SupplyAsync()
    {
        while (true)
        {
            DialedStream? ready;
            lock (_gate)
            {
                _ready.TryPop(out ready);
            }

            if (ready is null)
            {
                break;
            }

            if (ready.IsAlive)
            {
                return ready.Stream;
            }

            await ready.Stream.DisposeAsync();
        }

        var (dialed, result) = await DialAsync();
        return dialed?.Stream ?? throw new DialFailedException(result);
    }

    private SocketsHttpHandler NewHandler() => new()
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ConnectCallback = (_, _) => SupplyAsync(),
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        EnableMultipleHttp2Connections = true,
        MaxResponseHeadersLength = MaxHeadKiB,
        PooledConnectionIdleTimeout = _idle,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        UseCookies = false,
        UseProxy = false,
    };

    // The one that was not used for longest; where all are in use, there is one more until it is not.
    private void EvictOne()
    {
        if (_lanes.Count >= MostHosts && _lanes.Values.Where(lane => lane.InUse == 0).MinBy(lane => lane.LastUse) is { } oldest)
        {
            Drop(oldest);
        }
    }

    private void Drop(Http2Lane lane)
    {
        _lanes.Remove(lane.Key);
        lane.Invoker.Dispose();
    }
}

/// <summary>A client and the connections it keeps; counted by its link, under its lock.</summary>
internal sealed class Http2Lane(string key, HttpMessageInvoker invoker)
{
    public string Key => key;

    public HttpMessageInvoker Invoker => invoker;

    public int InUse { get; set; }

    public long LastUse { get; set; }
}
