using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>Sees a removed mirror out: its copies in flight have their deadline left, no more; then its connections are closed.</summary>
internal sealed class Leaver : Deadline
{
    private readonly LiveMirror _mirror;

    public Leaver(LiveMirror mirror)
    {
        _mirror = mirror;
        mirror.Shop.Budgets.Bytes.Close(mirror.Bytes);

        // Idle connections go now; those that come back later find the pool closed.
        mirror.Upstream.Close();
        Arm(mirror.Shop.Wheel, mirror.Record.Timeouts.Deadline);
    }

    public bool HasLeft => _mirror.Queue.InFlight == 0;

    /// <inheritdoc/>
    protected override void Expire() => _mirror.Queue.CutFlying(Fate.CutRemoved);
}
