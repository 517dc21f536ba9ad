using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Halfsilver.Steps;

/// <summary>No result.</summary>
internal readonly struct Nothing;

/// <summary>A method that waits, as its caller sees it: to be awaited once.</summary>
internal abstract class Step<T> : IValueTaskSource<T>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<T> _core;

    public short Version => _core.Version;

    public void End(T result) => _core.SetResult(result);

    public void End(Exception fault) => _core.SetException(fault);

    public T GetResult(short token)
    {
        // A token that is not of this use changes nothing.
        var over = _core.GetStatus(token) != ValueTaskSourceStatus.Pending;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (over)
            {
                _core.Reset();
                PutBack();
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    protected abstract void PutBack();
}

/// <summary>The box of one kind of method.</summary>
internal sealed class Step<T, TMachine> : Step<T>
    where TMachine : IAsyncStateMachine
{
    public TMachine Machine = default!;

    private Step() => Next = () => Machine.MoveNext();

    /// <summary>Goes on behind what it waited for.</summary>
    public Action Next { get; }

    public static Step<T, TMachine> Rent() => Spares<Step<T, TMachine>>.Take() ?? new Step<T, TMachine>();

    protected override void PutBack()
    {
        Machine = default!;
        Spares<Step<T, TMachine>>.Put(this);
    }
}

/// <summary>A method that failed before it ever waited.</summary>
internal sealed class FailedStep<T> : Step<T>
{
    protected override void PutBack()
    {
        // Faults are rare.
    }
}
