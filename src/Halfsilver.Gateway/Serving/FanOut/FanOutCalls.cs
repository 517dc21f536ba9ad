using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>The calls of one request while they are under way: the client's leaving, or the end of the time, ends them all.</summary>
internal sealed class FanOutCalls : Deadline, IClosable
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<Exchange> _legs = [];

    /// <summary>Ends when nobody waits for the calls any more.</summary>
    public Task Over => _over.Task;

    /// <summary>Adds a call; when all is over already it ends before it begins.</summary>
    public void Add(Exchange leg)
    {
        lock (_gate)
        {
            _legs.Add(leg);
        }

        if (_over.Task.IsCompleted)
        {
            leg.ClientGone();
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        _over.TrySetResult();
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
