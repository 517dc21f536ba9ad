namespace TestKit;

/// <summary>A count that can be waited for.</summary>
/// <param name="what">What is counted, for the message of a wait that ends without it.</param>
public sealed class Tally(string what)
{
    private readonly Lock _lock = new();
    private readonly List<(int Target, TaskCompletionSource Reached)> _waiters = [];
    private int _value;

    /// <summary>The count now.</summary>
    public int Value => Volatile.Read(ref _value);

    /// <summary>Counts one more and wakes those who waited for it.</summary>
    public int Add()
    {
        lock (_lock)
        {
            _value++;
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Target <= _value)
                {
                    _waiters[i].Reached.TrySetResult();
                    _waiters.RemoveAt(i);
                }
            }

            return _value;
        }
    }

    /// <summary>Waits until the count is at least <paramref name="target"/>; 10 seconds unless told.</summary>
    public async Task WaitForAsync(int target, TimeSpan? timeout = null)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_value >= target)
            {
                return;
            }

            _waiters.Add((target, reached));
        }

        if (!await Bound.EndsWithin(reached.Task, timeout ?? Bound.Usual))
        {
            throw new TimeoutException($"Waited for {target} {what}, saw {Value}.");
        }
    }
}
