using Halfsilver.Matching;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>
/// One client request with its answer and its copies. A front owns it and uses it again for the next request of the same
/// connection; nothing that outlives the request may keep it.
/// </summary>
internal sealed class Exchange(RequestHead head, BodySource body, AnswerSink answer, Client client, Instance instance)
{
    private readonly List<CompiledMirror> _chosen = [];
    private WireConnection? _primary;
    private bool _clientGone;
    private PrimaryOutcome? _outcome;
    private bool _copiesSent;

    public RequestHead Head { get; } = head;

    public BodySource Body { get; } = body;

    public AnswerSink Answer { get; } = answer;

    public Client Client { get; } = client;

    /// <summary>The gateway this exchange runs in.</summary>
    public Instance Instance { get; } = instance;

    /// <summary>What rules and filters look at.</summary>
    public RequestFacts Facts { get; } = new();

    /// <summary>When the head was complete, in <see cref="TimeProvider"/> ticks.</summary>
    public long StartedAt { get; private set; }

    /// <summary>The route that matched; null before, and where none did.</summary>
    public CompiledRoute? Route { get; set; }

    /// <summary>The body's spool; null when no copy wants the body.</summary>
    public Tee? Tee { get; private set; }

    /// <summary>Whether the client has closed its connection; there is nobody to answer.</summary>
    public bool IsClientGone => Volatile.Read(ref _clientGone);

    /// <summary>Starts the next request.</summary>
    public void Begin(long now)
    {
        Facts.Reset(Head, Client.Address);
        StartedAt = now;
        Route = null;
        Tee = null;
        _chosen.Clear();
        _outcome = null;
        _copiesSent = false;
    }

    public void Choose(CompiledMirror mirror) => _chosen.Add(mirror);

    /// <summary>Prepares the spool; called once, before the first byte of the body is read.</summary>
    public void OpenTee()
    {
        if (_chosen.Count > 0 && Body.Framing != BodyFraming.None)
        {
            Tee = Tee.Rent(Instance.Bytes);
        }
    }

    /// <summary>Hands every chosen copy to its mirror; the first call does it, later ones do nothing.</summary>
    public void SendCopies()
    {
        if (_copiesSent)
        {
            return;
        }

        _copiesSent = true;
        var facts = new LegFacts
        {
            ClientAddress = Client.AddressText.Span,
            Https = Client.Https,
            Framing = Body.Framing,
            ContentLength = Body.Length,
            Via = Instance.Via.Span,
        };
        _outcome = _chosen.Count > 0 && Instance.Watchers.Any ? new PrimaryOutcome() : null;
        foreach (var mirror in _chosen)
        {
            mirror.Send(Facts, in facts, Tee, _outcome);
        }
    }

    /// <summary>From now on the client's end closes this connection; false when the client is gone already.</summary>
    public bool Attach(WireConnection primary)
    {
        Volatile.Write(ref _primary, primary);
        return !IsClientGone || Interlocked.Exchange(ref _primary, null) is null;
    }

    /// <summary>Takes the connection back; false when the client's end has closed it, or is about to.</summary>
    public bool Detach() => Interlocked.Exchange(ref _primary, null) is not null;

    /// <summary>The client has closed its connection: the primary need not go on. Any thread.</summary>
    public void ClientGone()
    {
        Volatile.Write(ref _clientGone, true);
        Interlocked.Exchange(ref _primary, null)?.Close();
    }

    /// <summary>The request is over: a spool that has not ended is cut, and forgotten.</summary>
    public void End(TeeCut why, long elapsed)
    {
        _outcome?.Ended(Answer.Status, elapsed);
        Tee?.Abort(why);
        Tee?.Release();
        Tee = null;
    }
}
