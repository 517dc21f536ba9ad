using Halfsilver.Matching;
using Halfsilver.Sending;
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
    // As many as there are requests at once in a busy application; beyond that the collector has them.
    private static readonly Spares<MirroredRequest> s_spares = new(1024);

    // Longer heads are rare, and their buffers are not kept.
    private const int KeptHead = 16 * 1024;

    // The server has its own limit; ours only bounds what a head can cost.
    private const int MaxFields = 1_000;

    private readonly RequestHead _head = new();
    private readonly RequestFacts _facts = new();
    private readonly List<CompiledMirror> _chosen = [];
    private byte[] _buffer = [];

    private MirroredRequest()
    {
    }

    public RequestHead Head => _head;

    public static MirroredRequest Rent() => s_spares.Take() ?? new MirroredRequest();

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
        foreach (var (mirror, match) in mirrors)
        {
            if ((match is null || match.Matches(_facts)) && mirror.Choose(_facts, loops, upgrade))
            {
                _chosen.Add(mirror);
            }
        }

        return _chosen.Count > 0;
    }

    /// <summary>Hands the copies over.</summary>
    /// <param name="context">The request; nothing of it is kept.</param>
    /// <param name="instance">The application's own.</param>
    /// <returns>The body's spool where somebody follows it: the caller writes and releases it. Else null.</returns>
    public Tee? Send(HttpContext context, Instance instance)
    {
        var connection = context.Connection;
        var remote = connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.RemotePort) : null;
        var client = Client.Of(remote, context.Request.IsHttps);
        var hasBody = _head.Framing != BodyFraming.None && _head is not { Framing: BodyFraming.Length, ContentLength: 0 };
        var facts = new LegFacts
        {
            ClientAddress = client.AddressText.Span,
            Https = client.Https,
            Framing = hasBody ? _head.Framing : BodyFraming.None,
            ContentLength = hasBody ? _head.ContentLength : 0,
            Via = instance.Via.Span,
        };
        var tee = hasBody ? Tee.Rent(instance.Bytes) : null;
        foreach (var mirror in _chosen)
        {
            mirror.Send(_facts, in facts, tee);
        }

        if (tee is { HasReaders: false })
        {
            tee.Release();
            return null;
        }

        return tee;
    }

    public void PutBack()
    {
        _chosen.Clear();
        if (_buffer.Length > KeptHead)
        {
            _buffer = [];
            _head.Reset([], 0);
        }

        s_spares.Put(this);
    }
}
