using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Polling;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// A request that Kestrel has read (HTTP/2), made an exchange like any other: its head is written down as an HTTP/1.1 head and read
/// by the same strict parser, so that nothing gets in through this door that the other refuses.
/// </summary>
internal sealed class Http2Call
{
    private readonly DefaultHttpContext _context;
    private readonly LiveEntryPoint _entryPoint;
    private readonly Instance _instance;
    private readonly PoolTurn? _turn;
    private readonly HeadText _text = new();
    private readonly RequestHead _head = new();
    private readonly HttpContextBody _body;
    private readonly HttpContextAnswer _answer;
    private readonly Exchange _exchange;

    public Http2Call(IFeatureCollection features, Instance instance)
    {
        _context = new DefaultHttpContext(features);
        _entryPoint = features.GetRequiredFeature<LiveEntryPoint>();
        _turn = PoolTurn.Next;
        _instance = instance;
        _body = new HttpContextBody(_context);
        _answer = new HttpContextAnswer(_context);
        var connection = _context.Connection;
        var remote = connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.RemotePort) : null;
        _exchange = new Exchange(_head, _body, _answer, Client.Of(remote, _entryPoint.Certificates is not null), instance);
    }

    /// <summary>Takes the next request of the same stream; false when this one's client has gone, and with it what waits here.</summary>
    public bool TryReuse(IFeatureCollection features)
    {
        if (_exchange.IsClientGone)
        {
            return false;
        }

        _context.Initialize(features);
        return true;
    }

    public async Task RunAsync()
    {
        var began = _instance.Wheel.Timestamp;
        if (_turn is { } turn)
        {
            await turn;
        }

        _answer.Begin();
        var fault = ReadHead();
        if (fault != WireFault.None)
        {
            _entryPoint.Refused(fault);
            await RefusedAnswer.Of(RefusedAnswer.StatusOf(fault)).SendAsync(_answer, HttpMethods.IsHead(_context.Request.Method));
            return;
        }

        KestrelLimits.FreeOfBodyRate(_context, _head);
        _body.Begin(_head);
        using var gone = _context.RequestAborted.UnsafeRegister(static state => ((Exchange)state!).ClientGone(), _exchange);
        _exchange.Begin(began, _entryPoint.TrustedProxies);
        try
        {
            await _entryPoint.ServeAsync(_exchange);
        }
        finally
        {
            _entryPoint.Served();
        }

        if (_exchange.Splice is { } splice)
        {
            await splice.RunAsync(new HttpContextStream(_context, _answer.Accepted!), _entryPoint.Limits.UpgradeIdleTimeout);
        }
    }

    /// <summary>The request is over.</summary>
    public void End()
    {
        _text.Clear();
        _context.Uninitialize();
    }

    private WireFault ReadHead()
    {
        var limits = _entryPoint.Limits;
        var fault = Http2Head.Write(_context.Request, _text);
        if (fault != WireFault.None)
        {
            return fault;
        }

        if (_text.Length > limits.MaxHeadBytes)
        {
            return WireFault.HeadTooLarge;
        }

        fault = RequestParser.Parse(_head, _text.Bytes, _text.Length, limits.MaxFields);
        return fault == WireFault.None && _entryPoint.Paths == PathPolicy.Strict && PathSafety.IsAmbiguous(_head.Path)
            ? WireFault.BadTarget
            : fault;
    }
}
