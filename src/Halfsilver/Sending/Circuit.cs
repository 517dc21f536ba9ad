using Halfsilver.Planning;

namespace Halfsilver.Sending;

/// <summary>
/// Leaves a failing mirror alone. Opens after failures in a row, then lets one copy at a time through as a probe: the first after a
/// fixed pause, later ones after a random part of a pause that doubles. One answer closes it. Never opens for an answer, whatever its status.
/// </summary>
internal sealed class Circuit(CircuitSettings settings, TimeProvider time, Action<CircuitState> changed)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private CircuitSettings _settings = settings;
    private int _failures;
    private int _state;
    private int _probing;
    private int _pauses;
    private long _probeAt;

    /// <summary>Open or closed: whether copies are skipped.</summary>
    public CircuitState State => (CircuitState)Volatile.Read(ref _state);

    /// <summary>The same for people, who want to know that a probe is under way.</summary>
    public CircuitState Shown => State == CircuitState.Open && Volatile.Read(ref _probing) != 0 ? CircuitState.HalfOpen : State;

    public void Change(CircuitSettings settings) => Volatile.Write(ref _settings, settings);

    /// <summary>Whether a copy may go. A true <paramref name="probe"/> has to be answered with exactly one of the three below.</summary>
    public bool TryPass(out bool probe)
    {
        probe = false;
        if (Volatile.Read(ref _state) == (int)CircuitState.Closed)
        {
            return true;
        }

        if (time.GetTimestamp() < Volatile.Read(ref _probeAt) || Interlocked.Exchange(ref _probing, 1) != 0)
        {
            return false;
        }

        probe = true;
        return true;
    }

    /// <summary>The mirror answered.</summary>
    public void Succeeded(bool probe)
    {
        if (Volatile.Read(ref _failures) != 0)
        {
            Volatile.Write(ref _failures, 0);
        }

        if (!probe)
        {
            return;
        }

        lock (_gate)
        {
            Volatile.Write(ref _state, (int)CircuitState.Closed);
            _pauses = 0;
            Volatile.Write(ref _probing, 0);
        }

        changed(CircuitState.Closed);
    }

    /// <summary>The mirror failed.</summary>
    public void Failed(bool probe)
    {
        if (!probe && (Interlocked.Increment(ref _failures) < _settings.OpenAfter || State == CircuitState.Open))
        {
            return;
        }

        lock (_gate)
        {
            // Copies that were under way when the circuit opened say nothing new.
            var opens = _state == (int)CircuitState.Closed;
            if (!opens && !probe)
            {
                return;
            }

            Volatile.Write(ref _probeAt, time.GetTimestamp() + (long)(Pause().TotalSeconds * time.TimestampFrequency));
            Volatile.Write(ref _state, (int)CircuitState.Open);
            Volatile.Write(ref _probing, 0);
            if (!opens)
            {
                return;
            }
        }

        changed(CircuitState.Open);
    }

    /// <summary>The copy ended without a word about the mirror: the next may probe.</summary>
    public void Undecided(bool probe)
    {
        if (probe)
        {
            Volatile.Write(ref _probing, 0);
        }
    }

    private TimeSpan Pause()
    {
        // Never shorter than the first pause, or jitter would knock more often than a fixed beat.
        var first = _settings.FirstProbe;
        var longest = TimeSpan.FromTicks(Math.Min(s_longestPause.Ticks, first.Ticks << Math.Min(_pauses, 20)));
        _pauses++;
        return longest <= first ? first : first + ((longest - first) * Random.Shared.NextDouble());
    }
}

/// <summary>States of a <see cref="Circuit"/>.</summary>
internal enum CircuitState
{
    /// <summary>Copies pass.</summary>
    Closed,

    /// <summary>Copies are skipped, but for one probe now and then.</summary>
    Open,

    /// <summary>Open, and a probe is under way; only ever shown.</summary>
    HalfOpen,
}
