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
    private readonly ChosenCopies _copies = new();
    private readonly BodySource _clientBody = body;
    private IClosable? _primary;
    private KeptBody? _kept;
    private Exchange? _whole;
    private bool _clientGone;
    private bool _primaryAnswers;

    public RequestHead Head { get; } = head;

    /// <summary>The client's body, or the same kept, so that it can be read again.</summary>
    public BodySource Body { get; private set; } = body;

    public AnswerSink Answer { get; } = answer;

    public Client Client { get; } = client;

    /// <summary>The gateway this exchange runs in.</summary>
    public Instance Instance { get; } = instance;

    /// <summary>What rules and filters look at.</summary>
    public RequestFacts Facts { get; } = new();

    /// <summary>When the head was complete, in <see cref="TimeProvider"/> ticks.</summary>
    public long StartedAt { get; private set; }

    /// <summary>The request's spans; null where nobody listens.</summary>
    public RequestSpan? Span { get; set; }

    /// <summary>The route that matched; null before, and where none did.</summary>
    public CompiledRoute? Route { get; set; }

    /// <summary>
    /// Whether the client asks to change protocols, in a way that is passed on. A body would have to go first, and HTTP/2 without TLS is spoken
    /// with either side as it likes: such requests are ordinary ones.
    /// </summary>
    public bool AsksUpgrade { get; private set; }

    /// <summary>What goes on when the exchange is over: the primary has changed protocols. Else null.</summary>
    public Splice? Splice { get; set; }

    /// <summary>The body's spool; null when no copy wants the body.</summary>
    public Tee? Tee { get; private set; }

    /// <summary>
    /// Whether the final head of the primary's answer is there: from then on the answer may take its time. Written by who reads the answer, read
    /// by who sends the body.
    /// </summary>
    public bool PrimaryAnswers
    {
        get => Volatile.Read(ref _primaryAnswers);
        set => Volatile.Write(ref _primaryAnswers, value);
    }

    /// <summary>Whether the client has closed its connection; there is nobody to answer.</summary>
    public bool IsClientGone => Volatile.Read(ref _clientGone);

    /// <summary>Whether the peer is a trusted proxy, whose word about its own client counts.</summary>
    public bool TrustsPeer { get; private set; }

    /// <summary>What the leaf that is to answer may leave to another one; null where it must answer whatever happens.</summary>
    public YieldRule? Yields { get; set; }

    /// <summary>Why the leaf has left the request to another; nothing has been sent to the client then.</summary>
    public Yielding Yielded { get; set; }

    /// <summary>Whether another leaf could still answer: the client has seen nothing yet, and the body can be read from its start.</summary>
    public bool MayYield => Yields is not null && !Answer.Started && !IsClientGone && (Body.Taken == 0 || _kept is { CanRewind: true });

    /// <summary>Whether there is so much to do that this request is not copied. Set before its journey.</summary>
    public bool ShedsCopies { get; set; }

    /// <summary>Starts the next request.</summary>
    public void Begin(long now, TrustedProxies trusted)
    {
        Body = _clientBody;
        TrustsPeer = trusted.Trusts(Client.Address);
        Facts.Reset(Head, Client.Address, TrustsPeer ? trusted : null);
        StartedAt = now;
        HeldTicks = 0;
        AsksUpgrade = Head.Upgrade && Body.Framing == BodyFraming.None && !Upgrading.NamesHttp2(Head);
        Splice = null;
        Yields = null;
        Yielded = default;
        ShedsCopies = false;
        Route = null;
        Span = null;
        Tee = null;
        _copies.Begin();
    }

    /// <summary>Starts a call that is made for another exchange, whose client it has.</summary>
    /// <param name="whole">The other exchange.</param>
    /// <param name="passes">Whether the call's answer is the client's, and waits for what the other's waits for.</param>
    public void BeginFor(Exchange whole, bool passes)
    {
        Begin(Instance.Time.GetTimestamp(), TrustedProxies.None);
        TrustsPeer = whole.TrustsPeer;
        ShedsCopies = whole.ShedsCopies;
        Span = whole.Span?.Call(Head);
        _whole = passes ? whole : null;
    }

    public void Choose(CompiledMirror mirror) => _copies.Choose(mirror);

    /// <summary>Prepares the spool; called once, before the first byte of the body is read.</summary>
    public void OpenTee()
    {
        if (_copies.Any && Body.Framing != BodyFraming.None)
        {
            Tee = Tee.Rent(Instance.Bytes, Body.Length);
        }
    }

    /// <summary>From now on <see cref="Body"/> keeps what is read of it; called before the first byte is read.</summary>
    /// <param name="most">Bytes kept at most.</param>
    /// <param name="must">Whether a longer body ends as too large, rather than being read once only.</param>
    public KeptBody KeepBody(long most, bool must)
    {
        _kept = new KeptBody(_clientBody, most, must);
        Body = _kept;
        return _kept;
    }

    /// <summary>Another leaf reads the body: from its first byte, which has been kept if it was taken.</summary>
    public void RewindBody()
    {
        if (Body.Taken > 0)
        {
            _kept!.Rewind();
        }
    }

    /// <summary>The primary has its head: hands the copies to their mirrors. The first call does it, later ones do nothing.</summary>
    /// <param name="seen">Whether the primary has seen the head; then a request without a body is whole, and a client that left takes nothing of it back.</param>
    public void SendCopies(bool seen = false)
    {
        if (!_copies.Any)
        {
            return;
        }

        if (IsClientGone && !(seen && Body.Framing == BodyFraming.None))
        {
            // Given up before the primary had it, or before its body was whole: no mirror sees what the primary has not seen.
            _copies.GiveUp(Fate.ClientAbort);
        }
        else if (ShedsCopies)
        {
            _copies.GiveUp(Fate.Overload);
        }
        else
        {
            _copies.Send(Facts, Leg(), Tee, Instance.Watchers.Any);
        }
    }

    /// <summary>Whether a mirror wants the client to wait for its copy.</summary>
    public bool AwaitsCopies => _copies.Awaits || _whole?.AwaitsCopies == true;

    /// <summary>How long the client's answer was held for copies, as a difference of timestamps.</summary>
    public long HeldTicks { get; private set; }

    /// <summary>The primary's answer is there: waits for the copies that are awaited, none of them longer than its bound.</summary>
    public async ValueTask AwaitCopiesAsync(AnswerHead answer)
    {
        if (_whole is { } whole)
        {
            await whole.AwaitCopiesAsync(answer);
            HeldTicks = whole.HeldTicks;
            return;
        }

        if (Body.Ended && !MediaType.Is(answer, "text/event-stream"u8) && !MediaType.Begins(Head, "application/grpc"u8))
        {
            HeldTicks = await _copies.WaitAsync(Instance.Wheel);
            Route?.Meter.Awaited(HeldTicks);
        }
    }

    /// <summary>From now on the client's end closes this connection, or these calls; false when the client is gone already.</summary>
    public bool Attach(IClosable primary)
    {
        // A full fence: of two that meet here, at least one sees the other.
        Interlocked.Exchange(ref _primary, primary);
        return !IsClientGone || Interlocked.Exchange(ref _primary, null) is null;
    }

    /// <summary>Takes the connection back; false when the client's end has closed it, or is about to.</summary>
    public bool Detach() => Interlocked.Exchange(ref _primary, null) is not null;

    /// <summary>The client has closed its connection: the primary need not go on. Any thread.</summary>
    public void ClientGone()
    {
        Volatile.Write(ref _clientGone, true);
        Interlocked.Exchange(ref _primary, null)?.Close();
        _copies.StopWaiting();
    }

    /// <summary>The request is over: a spool that has not ended is cut, the copies that were due after the answer go, the spool is let go of.</summary>
    public void End(TeeCut why, long elapsed)
    {
        Tee?.Abort(why);
        _copies.Answered(Answer.Status, elapsed);
        if (_copies.AnyLate)
        {
            var cut = Answer.Lost || IsClientGone ? Fate.ClientAbort : Fate.PrimaryCut;
            _copies.End(Facts, Leg(), Answer is { Ended: true, Lost: false } ? null : cut);
        }

        Tee?.Release();
        Tee = null;
        _kept?.Release();
        _kept = null;
    }

    private LegFacts Leg() => new()
    {
        ClientAddress = Client.AddressText.Span,
        Https = Client.Https,
        TrustsPeer = TrustsPeer,
        Framing = Body.Framing,
        ContentLength = Body.Length,
        Via = Instance.Via.Span,
        Span = Span?.Context ?? default,
    };
}
