using Halfsilver.Planning;
using Halfsilver.Sending;
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
    private bool _sent;

    public bool Any => _chosen.Count > 0;

    public bool Awaits => _waits.Count > 0;

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
    public void Send(Exchange exchange)
    {
        if (_sent)
        {
            return;
        }

        _sent = true;
        var facts = Facts(exchange);
        _outcome = _chosen.Count > 0 && exchange.Instance.Watchers.Any ? new PrimaryOutcome() : null;
        foreach (var mirror in _chosen)
        {
            switch (mirror.Record.Timing)
            {
                case CopyTiming.AfterPrimary when exchange.Tee is { } tee && mirror.CopiesBody:
                    if (mirror.Hold(exchange.Facts, in facts, tee, _outcome) is { } held)
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
                    mirror.Send(exchange.Facts, in facts, exchange.Tee, _outcome, wait);
                    break;
                default:
                    mirror.Send(exchange.Facts, in facts, exchange.Tee, _outcome);
                    break;
            }
        }
    }

    /// <summary>Waits until each awaited copy has ended or its bound is over, both counted from now; the time it took.</summary>
    public async ValueTask<long> WaitAsync(Exchange exchange)
    {
        var wheel = exchange.Instance.Wheel;
        var began = wheel.Timestamp;
        foreach (var wait in _waits)
        {
            var left = wait.AtMost - wheel.Time.GetElapsedTime(began);
            if (wait.IsOver || left <= TimeSpan.Zero)
            {
                continue;
            }

            Volatile.Write(ref _waiting, wait);
            if (!exchange.IsClientGone)
            {
                wait.Arm(wheel, left);
                await wait.WaitAsync();
                wait.Disarm();
            }

            Volatile.Write(ref _waiting, null);
        }

        return wheel.Timestamp - began;
    }

    /// <summary>The client has left: nobody waits any more. Any thread.</summary>
    public void StopWaiting() => Volatile.Read(ref _waiting)?.End();

    /// <summary>The answer is over: late copies go if the client has the whole of it.</summary>
    public void End(Exchange exchange, long elapsed)
    {
        _outcome?.Ended(exchange.Answer.Status, elapsed);
        if (_late.Count == 0)
        {
            return;
        }

        var whole = exchange.Answer is { Ended: true, Lost: false };
        var facts = Facts(exchange);
        foreach (var (mirror, held) in _late)
        {
            if (!whole)
            {
                GiveUp(mirror, held, exchange.Answer.Lost || exchange.IsClientGone ? Fate.ClientAbort : Fate.PrimaryCut);
            }
            else if (held is not null)
            {
                mirror.Launch(held);
            }
            else
            {
                mirror.Send(exchange.Facts, in facts, tee: null, _outcome);
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

    private static LegFacts Facts(Exchange exchange) => new()
    {
        ClientAddress = exchange.Client.AddressText.Span,
        Https = exchange.Client.Https,
        TrustsPeer = exchange.TrustsPeer,
        Framing = exchange.Body.Framing,
        ContentLength = exchange.Body.Length,
        Via = exchange.Instance.Via.Span,
    };
}
