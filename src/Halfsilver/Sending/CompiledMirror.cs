using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sampling;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>A mirror as requests meet it: its record, compiled, and its live part. Replaced with its plan.</summary>
internal sealed class CompiledMirror
{
    private readonly CompiledFilter _filter;
    private readonly Sampler _sampler;

    public CompiledMirror(LiveMirror live, Mirror record, LegTemplate template, Sampler sampler, bool nested, Expressions? expressions = null)
    {
        Live = live;
        Record = record;
        Template = template;
        Nested = nested;
        _filter = CompiledFilter.Compile(record.Only, expressions);
        _sampler = sampler;
    }

    public LiveMirror Live { get; }

    public Mirror Record { get; }

    public LegTemplate Template { get; }

    /// <summary>Whether it copies what another mirror is sent; such a mirror asks for no mark, since all it sees is a copy.</summary>
    public bool Nested { get; }

    /// <summary>Whether the copies need the request's body.</summary>
    public bool CopiesBody => Record.CopyBody;

    /// <summary>
    /// Decides from the head alone whether this request is copied, and counts it: matched, and the reason where it is not.
    /// A request that was chosen must be sent with <see cref="Send"/> or given up with <see cref="GiveUp"/>.
    /// </summary>
    /// <param name="facts">The request.</param>
    /// <param name="loops">It is a copy already: it carries the mark, or Via names this gateway.</param>
    /// <param name="upgrade">It is an upgrade or CONNECT.</param>
    /// <param name="sampled">Whether the sampler chose it, whatever came after; those who follow this mirror get that.</param>
    /// <param name="offered">False where this one follows another, whose sampler did not choose the request.</param>
    public bool Choose(RequestFacts facts, bool loops, bool upgrade, out bool sampled, bool offered = true)
    {
        sampled = false;
        if (!Record.Enabled)
        {
            return false;
        }

        Live.Books.Matched();
        if (Refuses(facts, loops, upgrade, offered, ref sampled) is not { } fate)
        {
            return true;
        }

        Live.Books.Ended(fate);
        return false;
    }

    /// <summary>Counts a chosen request that is not sent after all.</summary>
    public void GiveUp(Fate why)
    {
        Live.Books.Ended(why);
        Live.TellSkipped(why);
    }

    /// <summary>
    /// Sends a copy, queues it, or counts why not. Never waits and never throws; nothing of the request is touched once it
    /// returns, but for the tee, whose reader is the copy's own.
    /// </summary>
    /// <param name="facts">The request.</param>
    /// <param name="leg">Address, protocol and Via; the rest is the copy's own.</param>
    /// <param name="tee">Its body, no byte of it written yet; null when it has none.</param>
    /// <param name="primary">What the client gets, for those who watch copies; null when nobody does.</param>
    /// <param name="wait">Told when the copy ends, also when it ends here; null when nobody waits.</param>
    public void Send(RequestFacts facts, in LegFacts leg, Tee? tee, PrimaryOutcome? primary = null, CopyWait? wait = null)
    {
        if (Refuses(out var probe) is { } fate)
        {
            Live.Circuit.Undecided(probe);
            Live.Books.Ended(fate);
            Live.TellSkipped(fate);
            wait?.End();
            return;
        }

        if (Live.Upstream.Balancer.Choose(facts) is not { } endpoint)
        {
            // The last one fell ill in this instant.
            Live.Circuit.Undecided(probe);
            Live.Books.Ended(Fate.NoEndpoint);
            wait?.End();
            return;
        }

        var run = CopyRun.Rent(this, endpoint, wait);
        run.Probe = probe;
        if (run.TryPrepare(facts.Head, leg, Record.CopyBody ? tee : null, primary))
        {
            Enter(run);
        }
        else
        {
            run.EndUnsent(Fate.BytesBudget);
        }
    }

    /// <summary>
    /// Prepares a copy that is due later and attaches it to the body; it must be given to <see cref="Launch"/> or ended unsent. Null, and
    /// counted, when there is no use in keeping one.
    /// </summary>
    public CopyRun? Hold(RequestFacts facts, in LegFacts leg, Tee tee, PrimaryOutcome? primary)
    {
        if (Live.Upstream.Balancer.Choose(facts) is not { } endpoint)
        {
            Live.Books.Ended(Fate.NoEndpoint);
            return null;
        }

        var run = CopyRun.Rent(this, endpoint, wait: null);
        if (run.TryPrepare(facts.Head, leg, tee, primary))
        {
            run.Hold();
            return run;
        }

        run.EndUnsent(Fate.BytesBudget);
        return null;
    }

    /// <summary>A held copy is due: sends it, queues it, or counts why not.</summary>
    public void Launch(CopyRun run)
    {
        run.LetGo();
        var refused = Refuses(out var probe);
        run.Probe = probe;
        if (refused is { } fate)
        {
            run.EndUnsent(fate);
            return;
        }

        run.Due();
        Enter(run);
    }

    private void Enter(CopyRun run)
    {
        var entered = Live.Queue.Enter(run, Record.Budget.MaxInFlight, Record.Budget.MaxQueue);
        if (entered == Fate.Answered)
        {
            run.StartApart();
        }
        else if (entered is { } refused)
        {
            run.EndUnsent(refused);
        }
    }

    private Fate? Refuses(RequestFacts facts, bool loops, bool upgrade, bool offered, ref bool sampled)
    {
        if (Live.Killed)
        {
            return Fate.Killed;
        }

        if (loops && !Nested)
        {
            return Fate.Loop;
        }

        if (upgrade)
        {
            return Fate.Upgrade;
        }

        if (_filter.Refuses(facts) is { } filtered)
        {
            return filtered;
        }

        sampled = offered && _sampler.Choose(facts);
        if (!sampled)
        {
            return Fate.NotSampled;
        }

        return Record is { CopyBody: true, MaxBodyBytes: { } most }
            && facts.Head.Framing == BodyFraming.Length && facts.Head.ContentLength > most
            ? Fate.BodyTooLarge
            : null;
    }

    private Fate? Refuses(out bool probe)
    {
        probe = false;
        if (!Live.Upstream.HasEndpoint)
        {
            return Fate.NoEndpoint;
        }

        if (!Live.Circuit.TryPass(out probe))
        {
            return Fate.CircuitOpen;
        }

        if (!Live.Rate.TryTake() || !Live.Shop.Budgets.Rate.TryTake())
        {
            return Fate.Rate;
        }

        var budget = Record.Budget;
        return !Live.Queue.IsFull(budget.MaxInFlight, budget.MaxQueue) ? null
            : budget.MaxQueue == 0 ? Fate.InFlight
            : Fate.QueueFull;
    }
}
