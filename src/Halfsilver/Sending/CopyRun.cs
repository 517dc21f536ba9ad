using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Halfsilver.Steps;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>
/// One copy, from its head to its fate. It owns all it needs (head, reader, connection) and nothing of the request it came
/// from. Used again and again; whoever ends it (<see cref="EndUnsent"/>, or its own way) puts it back.
/// </summary>
internal sealed partial class CopyRun : ITeeFollower
{
    // How many copies may end and start one another on one stack.
    private const int DeepestChain = 8;

    [ThreadStatic]
    private static int t_chain;

    private readonly TeeReader _reader;
    private readonly Action _ended;
    private readonly CopyOutput _output = new();
    private CompiledMirror _mirror = null!;
    private Endpoint _endpoint = null!;
    private ValueTaskAwaiter<Fate> _going;
    private WireConnection? _connection;
    private CopyWait? _wait;
    private HeldBody? _held;
    private Activity? _span;
    private bool _sent;
    private bool _toHead;
    private int _status;
    private int _cut;
    private long _prepared;
    private long _began;
    private long _written;
    private long _read;
    private (string Method, string Path, PrimaryOutcome? Primary)? _request;

    private CopyRun()
    {
        _reader = new TeeReader(this);
        _ended = End;
        _headSent = HeadSent;
        _headAnswered = HeadAnswered;
    }

    /// <summary>Place among those in flight; the queue's own.</summary>
    public int Slot { get; set; }

    /// <summary>Since when it is due; a timestamp.</summary>
    public long QueuedSince { get; private set; }

    /// <summary>When it has waited long enough; a timestamp.</summary>
    public long QueuedUntil { get; private set; }

    /// <summary>Whether it may wait where it need not: no client waits for it, nor does a body.</summary>
    public bool MayWait => _wait is null && !_reader.IsAttached;

    /// <summary>How many of its mirror's copies may be in flight, by the plan in force.</summary>
    public int MaxInFlight => Live.Record.Budget.MaxInFlight;

    /// <summary>Whether it asks an open circuit's mirror if it is back. Set before it is started.</summary>
    public bool Probe { get; set; }

    private LiveMirror Live => _mirror.Live;

    private DeadlineWheel Wheel => _mirror.Live.Shop.Wheel;

    public static CopyRun Rent(CompiledMirror mirror, Endpoint endpoint, CopyWait? wait)
    {
        var run = Spares<CopyRun>.Take() ?? new CopyRun();
        run._mirror = mirror;
        run._endpoint = endpoint;
        run._wait = wait;
        endpoint.Begin();
        return run;
    }

    /// <summary>Writes the head and attaches to the body; false when there are no bytes for it.</summary>
    public bool TryPrepare(RequestHead head, in LegFacts leg, Tee? tee, PrimaryOutcome? primary)
    {
        var record = _mirror.Record;
        var framing = tee is null ? BodyFraming.None : head.Framing;
        var traced = Live.Shop.Tracing.IsOn;
        _span = traced ? StartSpan(head, leg) : null;
        var facts = new LegFacts
        {
            ClientAddress = leg.ClientAddress,
            Https = leg.Https,
            TrustsPeer = leg.TrustsPeer,
            Path = _mirror.Template.MakePath(head),
            Via = leg.Via,
            EndpointAuthority = _endpoint.Authority.Span,
            Mark = record.Changes.Mark,
            TraceParent = _span is null ? default : Tracing.Parent(_span.Context),
            TracedApart = traced,
            Framing = framing,
            ContentLength = framing == BodyFraming.Length ? head.ContentLength : 0,
        };
        if (!_output.TryBegin(Live.Bytes, HeadWriter.Measure(head, _mirror.Template, facts), framing))
        {
            return false;
        }

        _output.Wrote(HeadWriter.Write(head, _mirror.Template, facts, _output.Room));
        _toHead = _mirror.Template.MethodOf(head).SequenceEqual("HEAD"u8);
        tee?.Attach(_reader, record.Budget.Window, record.MaxBodyBytes ?? long.MaxValue, Live.Bytes);
        _prepared = Wheel.Timestamp;
        DueSince(_prepared);
        if (record.LogResponses || Live.Shop.Listeners.Any)
        {
            _request = (Encoding.Latin1.GetString(head.Method), Encoding.Latin1.GetString(head.Path), primary);
        }

        return true;
    }

    /// <summary>From now on it may wait in the queue for as long as its deadline.</summary>
    public void Due() => DueSince(Wheel.Timestamp);

    /// <summary>It may not go yet; its body is kept for so long.</summary>
    public void Hold()
    {
        _held = new HeldBody(_reader);
        _held.Arm(Wheel, _mirror.Record.Timeouts.Held);
    }

    public void LetGo()
    {
        _held?.LetGo();
        _held = null;
    }

    /// <summary>Goes as far as it can on this thread; it has a slot.</summary>
    public void Start()
    {
        if (!TryStartPlain())
        {
            GoOn(GoAsync());
        }
    }

    /// <summary>Starts without the client's ambient state, which must not live on in a copy.</summary>
    public void StartApart()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            Start();
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            Start();
        }
    }

    /// <summary>Starts on a pool thread.</summary>
    public void StartElsewhere() => ThreadPool.UnsafeQueueUserWorkItem(static run => run.Start(), this, preferLocal: false);

    /// <summary>Ends a copy that has no slot: it is skipped.</summary>
    public void EndUnsent(Fate why)
    {
        var (live, probe, wait) = (Live, Probe, _wait);
        LetGo();
        Tracing.Drop(_span);
        PutBack();
        live.Circuit.Undecided(probe);
        live.Books.Ended(why);
        live.TellSkipped(why);
        wait?.End();
    }

    /// <summary>
    /// Ends a copy in flight, soon. Under the queue's lock, so that it cannot reach the next copy of this object; it may still close a
    /// connection that was kept in this instant, which no copy will miss: all of this mirror's are being cut.
    /// </summary>
    public void Cut(Fate why)
    {
        Interlocked.CompareExchange(ref _cut, (int)why, 0);
        Volatile.Read(ref _connection)?.Close();
    }

    /// <inheritdoc/>
    void ITeeFollower.ReaderCut() => Volatile.Read(ref _connection)?.Close();

    /// <summary>Ends with what comes of this.</summary>
    private void GoOn(ValueTask<Fate> going)
    {
        _going = going.GetAwaiter();
        if (_going.IsCompleted)
        {
            End();
        }
        else
        {
            _going.UnsafeOnCompleted(_ended);
        }
    }

    private void End()
    {
#pragma warning disable VSTHRD002 // Completed: nothing is waited for.
        var fate = _going.GetResult();
#pragma warning restore VSTHRD002
        _going = default;
        var live = Live;
        var connection = _connection;
        var keeps = fate == Fate.Answered && !_brokenOff && connection is { Answers.CanBeKept: true };
        Judge(fate, connection);
        new CopyEnding(fate, Probe, _status, Wheel.Timestamp - _began, _written, _read, _request).Tell(live);

        EndSpan(fate);

        // Kept before the slot is free: whoever takes the slot finds the connection, and no more are open than the mirror may have.
        Volatile.Write(ref _connection, null);
        if (keeps && connection!.Disarm())
        {
            _endpoint.Pool.Keep(connection, live.Upstream.Service.Timeouts.Idle);
        }
        else
        {
            connection?.Retire();
        }

        var next = live.Queue.Leave(this, live.Record.Budget.MaxInFlight);
        var wait = _wait;
        PutBack();
        wait?.End();
        next?.StartFromAnother();
    }

    // A kept connection that the endpoint has closed meanwhile is nobody's fault.
    private void Judge(Fate fate, WireConnection? connection)
    {
        if (fate == Fate.Answered)
        {
            _endpoint.Answered(_status);
        }
        else if (FateText.IsMirrorsFault(fate) && connection is not { Uses: > 0 })
        {
            _endpoint.Failed();
        }
    }

    private Activity? StartSpan(RequestHead head, in LegFacts leg)
    {
        var span = Live.Shop.Tracing.StartCopy(leg.Span, Live.Route, Live.Name);
        if (span is { IsAllDataRequested: true })
        {
            var address = _endpoint.Address;
            span.SetTag("http.request.method", MethodLabel.All[MethodLabel.IndexOf(head.Method)]);
            span.SetTag("server.address", address.Host).SetTag("server.port", address.Port).SetTag("halfsilver.destination", Live.Destination);
            span.SetTag("url.full", $"{(address.Tls ? "https" : "http")}://{address.Host}:{address.Port}{Encoding.Latin1.GetString(head.Path)}");
        }

        return span;
    }

    private void EndSpan(Fate fate)
    {
        if (FateText.IsSkipped(fate))
        {
            Tracing.Drop(_span);
            return;
        }

        _span?.SetTag("halfsilver.fate", FateText.Label(fate));
        Tracing.End(_span, _status, fate == Fate.Answered ? null : FateText.Label(fate), worst: 400);
    }

    // The next one in the queue goes on at once on this thread, unless so many have ended one another here that the stack grows deep.
    private void StartFromAnother()
    {
        if (t_chain >= DeepestChain)
        {
            StartElsewhere();
            return;
        }

        t_chain++;
        Start();
        t_chain--;
    }

    private void DueSince(long now)
    {
        QueuedSince = now;
        QueuedUntil = now + (long)(_mirror.Record.Timeouts.Deadline.TotalSeconds * Wheel.Time.TimestampFrequency);
    }

    private void PutBack()
    {
        _endpoint.End();
        _reader.Detach();
        _output.End();
        _connection = null;
        _wait = null;
        _span = null;
        Probe = false;
        _sent = _listens = _brokenOff = _lost = _sending = false;
        _status = _interim = 0;
        _cut = 0;
        _sendingHead = _receivingHead = default;
        _began = _written = _read = 0;
        _request = null;
        _mirror = null!;
        _endpoint = null!;
        Spares<CopyRun>.Put(this);
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> GoAsync()
    {
        var failure = WhyNot();
        if (failure != Fate.Answered)
        {
            return failure;
        }

        failure = await ConnectAsync(mayReuse: true);
        if (failure == Fate.Answered)
        {
            var within = _mirror.Record.Timeouts.Deadline;
            failure = await (_reader.IsAttached ? SendWithBodyAsync() : EndFirstAsync(await BeginFirstAsync(within), within));
        }

        return await AnswerAsync(failure);
    }

    /// <summary>Behind the sending, however that went.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> AnswerAsync(Fate failure)
    {
        if (failure == Fate.Answered)
        {
            _output.End();
            failure = await ReadAnswerAsync();
        }

        return failure == Fate.Answered ? failure : await GiveUpAsync(failure);
    }

    // Why it does not go, though it has a slot: much may have come to pass while it waited.
    private Fate WhyNot() => Live.Killed ? Fate.Killed
        : !Probe && Live.Circuit.State == CircuitState.Open ? Fate.CircuitOpen
        : _reader.CutBy != TeeCut.None ? Cuts.Unsent(_reader.CutBy)
        : Fate.Answered;

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> GiveUpAsync(Fate failure)
    {
        _connection?.Close();
        if (_listens)
        {
            // What is being read may not outlive this copy.
            await _listening;
        }

        // Why a connection failed that was closed on purpose is known better elsewhere; what was never sent cannot have been cut.
        return !_sent ? failure
            : _cut != 0 ? (Fate)_cut
            : _reader.CutBy != TeeCut.None ? Cuts.Sent(_reader.CutBy)
            : failure;
    }
}
