using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>
/// The copies of one exchange, from the choice until they are handed over: at once, after the answer, or with the client waiting. Part of
/// its exchange, and used again with it.
/// </summary>
internal sealed class ChosenCopies
{
    private readonly List<CompiledMirror> _chosen = [];
    private readonly List<(CompiledMirror Mirror, CopyRun? Held)> _late = [];
    private readonly List<CopyWait> _waits = [];
    private PrimaryOutcome? _outcome;
    private CopyWait? _waiting;
    private bool _clientGone;
    private bool _sent;

    public bool Any => _chosen.Count > 0;

    public bool Awaits => _waits.Count > 0;

    /// <summary>Whether copies wait for the end of the answer.</summary>
    public bool AnyLate => _late.Count > 0;

    public void Begin()
    {
        _chosen.Clear();
        _late.Clear();
        _waits.Clear();
        _outcome = null;
        _sent = false;
    }

    public void Choose(CompiledMirror mirror) => _chosen.Add(mirror);

    /// <summary>Sends the copies that are due, and attaches the later ones to the body. Only the first call does anything.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="leg">What all copies have in common.</param>
    /// <param name="tee">The body's spool; null where there is no body.</param>
    /// <param name="watched">Whether somebody wants to know how copies end.</param>
    public void Send(RequestFacts facts, in LegFacts leg, Tee? tee, bool watched)
    {
        if (_sent)
        {
            return;
        }

        _sent = true;
        _outcome = _chosen.Count > 0 && watched ? new PrimaryOutcome() : null;
        foreach (var mirror in _chosen)
        {
            switch (mirror.Record.Timing)
            {
                case CopyTiming.AfterPrimary when tee is not null && mirror.CopiesBody:
                    if (mirror.Hold(facts, in leg, tee, _outcome) is { } held)
                    {
                        _late.Add((mirror, held));
                    }

                    break;
                case CopyTiming.AfterPrimary:
                    _late.Add((mirror, null));
                    break;
                case CopyTiming.Await:
                    var wait = new CopyWait(mirror.Record.AwaitAtMost);
                    _waits.Add(wait);
                    mirror.Send(facts, in leg, tee, _outcome, wait);
                    break;
                default:
                    mirror.Send(facts, in leg, tee, _outcome);
                    break;
            }
        }
    }

    /// <summary>Counts why the copies are not sent. Does nothing once they have been.</summary>
    public void GiveUp(Fate why)
    {
        if (_sent)
        {
            return;
        }

        _sent = true;
        foreach (var mirror in _chosen)
        {
            mirror.GiveUp(why);
        }
    }

    /// <summary>Waits until each awaited copy has ended or its bound is over, both counted from now; the time it took.</summary>
    public async ValueTask<long> WaitAsync(DeadlineWheel wheel)
    {
        var began = wheel.Timestamp;
        foreach (var wait in _waits)
        {
            var left = wait.AtMost - wheel.Time.GetElapsedTime(began);
            if (wait.IsOver || left <= TimeSpan.Zero)
            {
                continue;
            }

            // Full fences here and where the client leaves: of two that meet, at least one sees the other.
            Interlocked.Exchange(ref _waiting, wait);
            if (!Volatile.Read(ref _clientGone))
            {
                wait.Arm(wheel, left);
                await wait.WaitAsync();
                wait.Disarm();
            }

            Volatile.Write(ref _waiting, null);
        }

        return wheel.Timestamp - began;
    }

    /// <summary>The client has left, and does not come back: nobody waits any more. Any thread.</summary>
    public void StopWaiting()
    {
        Volatile.Write(ref _clientGone, true);
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _waiting)?.End();
    }

    /// <summary>What the client got, for those who watch copies.</summary>
    public void Answered(int status, long elapsed) => _outcome?.Ended(status, elapsed);

    /// <summary>The answer is over: late copies go if the client has the whole of it.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="leg">What all copies have in common.</param>
    /// <param name="cut">Why the client has not the whole answer; null when it has.</param>
    public void End(RequestFacts facts, in LegFacts leg, Fate? cut)
    {
        foreach (var (mirror, held) in _late)
        {
            if (cut is { } why)
            {
                GiveUp(mirror, held, why);
            }
            else if (held is not null)
            {
                mirror.Launch(held);
            }
            else
            {
                mirror.Send(facts, in leg, tee: null, _outcome);
            }
        }
    }

    private static void GiveUp(CompiledMirror mirror, CopyRun? held, Fate why)
    {
        if (held is null)
        {
            mirror.GiveUp(why);
        }
        else
        {
            held.EndUnsent(why);
        }
    }
}
