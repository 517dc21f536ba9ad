using System.Diagnostics;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Steps;
using Halfsilver.Teeing;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http;

namespace Halfsilver.Journey.Library;

/// <summary>
/// A request of the application as its mirrors see it: the head written down again, and who was chosen. Used again and again; whoever
/// takes one with <see cref="Rent"/> puts it back.
/// </summary>
internal sealed class MirroredRequest
{
    // Longer heads are rare, and their buffers are not kept.
    private const int KeptHead = 16 * 1024;

    // The server has its own limit; ours only bounds what a head can cost.
    private const int MaxFields = 1_000;

    private readonly RequestHead _head = new();
    private readonly RequestFacts _facts = new();
    private readonly ChosenCopies _copies = new();
    private Client? _client;
    private ActivityContext _span;
    private byte[] _buffer = [];
    private bool[] _sampled = [];
    private volatile bool _abandoned;

    private MirroredRequest()
    {
    }

    public RequestHead Head => _head;

    public static MirroredRequest Rent() => Spares<MirroredRequest>.Take() ?? new MirroredRequest();

    /// <summary>Reads the head; a fault where there is no way to say it in HTTP/1.1 that everybody understands alike.</summary>
    public WireFault Read(HttpContext context, Func<string, System.Text.Encoding?> encodingOf)
    {
        _buffer = HttpContextHead.Write(context.Request, _buffer, encodingOf, out var length);
        var fault = RequestParser.Parse(_head, _buffer, length, MaxFields);
        if (fault == WireFault.None)
        {
            _facts.Reset(_head, context.Connection.RemoteIpAddress);
        }

        return fault;
    }

    /// <summary>Lets the mirrors choose; whether any does.</summary>
    public bool Choose(AppMirror[] mirrors, Instance instance, bool tunnel)
    {
        var loops = _head.Find(FieldKind.Halfsilver) >= 0 || ViaMark.Names(_head, instance.IdBytes.Span);
        var upgrade = tunnel || _head.Upgrade || _head.Form == TargetForm.Authority;
        if (_sampled.Length < mirrors.Length)
        {
            _sampled = new bool[mirrors.Length];
        }

        for (var i = 0; i < mirrors.Length; i++)
        {
            var (mirror, match, candidate) = mirrors[i];
            var offered = mirror.Record.Role == MirrorRole.Candidate || (candidate >= 0 && _sampled[candidate]);
            _sampled[i] = false;
            if ((match is null || match.Matches(_facts)) && mirror.Choose(_facts, loops, upgrade, out _sampled[i], offered))
            {
                _copies.Choose(mirror);
            }
        }

        return _copies.Any;
    }

    /// <summary>Whether something is left to do when the answer begins, or when it is over.</summary>
    public bool LivesOn => _copies.Awaits || _copies.AnyLate;

    /// <summary>Whether the answer has to be held until copies have ended.</summary>
    public bool Awaits => _copies.Awaits && !MediaType.Begins(_head, "application/grpc"u8);

    /// <summary>Hands the copies over that are due.</summary>
    /// <param name="context">The request; nothing of it is kept.</param>
    /// <param name="instance">The application's own.</param>
    /// <returns>The body's spool where somebody follows it: the caller writes and releases it. Else null.</returns>
    public Tee? Send(HttpContext context, Instance instance)
    {
        var connection = context.Connection;
        var remote = connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.RemotePort) : null;
        _client = Client.Of(remote, context.Request.IsHttps);
        _span = instance.Tracing.IsOn ? Activity.Current?.Context ?? default : default;
        var tee = HasBody ? Tee.Rent(instance.Bytes) : null;
        _copies.Send(_facts, Leg(instance), tee, instance.Watchers.Any);
        if (tee is { HasReaders: false })
        {
            tee.Release();
            return null;
        }

        return tee;
    }

    /// <summary>Waits for the awaited copies, none of them longer than its bound; the time it took.</summary>
    public ValueTask<long> WaitAsync(Instance instance) => _copies.WaitAsync(instance.Wheel);

    /// <summary>The client has left: nobody waits for copies any more. Any thread; such a request is not used again.</summary>
    public void ClientGone()
    {
        _abandoned = true;
        _copies.StopWaiting();
    }

    /// <summary>The answer is over: copies that were due after it go, unless it was cut.</summary>
    public void End(Instance instance, Fate? cut) => _copies.End(_facts, Leg(instance), cut);

    public void PutBack()
    {
        _copies.Begin();
        _client = null;
        if (_buffer.Length > KeptHead)
        {
            _buffer = [];
            _head.Reset([], 0);
        }

        if (!_abandoned)
        {
            Spares<MirroredRequest>.Put(this);
        }
    }

    private bool HasBody => _head.Framing == BodyFraming.Chunked || _head is { Framing: BodyFraming.Length, ContentLength: > 0 };

    private LegFacts Leg(Instance instance) => new()
    {
        ClientAddress = _client!.AddressText.Span,
        Https = _client.Https,
        Framing = HasBody ? _head.Framing : BodyFraming.None,
        ContentLength = HasBody ? _head.ContentLength : 0,
        Via = instance.Via.Span,
        Span = _span,
    };
}
