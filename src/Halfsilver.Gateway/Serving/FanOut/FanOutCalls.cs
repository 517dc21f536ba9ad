using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>The calls of one request while they are under way: the client's leaving, or the end of the time, ends them all.</summary>
internal sealed class FanOutCalls : Deadline, IClosable
{
    private readonly Lock _gate = new();
    private readonly List<Exchange> _legs = [];
    private bool _over;

    /// <summary>Adds a call; when all is over already it ends before it begins.</summary>
    public void Add(Exchange leg)
    {
        lock (_gate)
        {
            _legs.Add(leg);
        }

        if (Volatile.Read(ref _over))
        {
            leg.ClientGone();
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        Volatile.Write(ref _over, true);
        Exchange[] legs;
        lock (_gate)
        {
            legs = [.. _legs];
        }

        foreach (var leg in legs)
        {
            leg.ClientGone();
        }
    }

    /// <inheritdoc/>
    protected override void Expire() => Close();
}
