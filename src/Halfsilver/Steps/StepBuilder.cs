using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Halfsilver.Steps;

/// <summary>
/// Builds the request path's methods that can wait. What such a method keeps while it waits is used again, on whichever thread it ends: the
/// framework's pooling builder keeps one of each kind per thread, which is too few where answers of several requests come at once.
/// No ambient state is carried: such a method neither reads nor changes any.
/// </summary>
internal struct StepBuilder<T>
{
    private Step<T>? _step;
    private T _result;

    /// <summary>What is awaited; null while the method has not waited.</summary>
    public readonly Step<T>? Step => _step;

    public readonly ValueTask<T> Task => _step is null ? new ValueTask<T>(_result) : new ValueTask<T>(_step, _step.Version);

    public static StepBuilder<T> Create() => default;

    [SuppressMessage("Performance", "CA1822", Justification = "The compiler calls it on the instance.")]
    public readonly void Start<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine => machine.MoveNext();

    [SuppressMessage("Performance", "CA1822", Justification = "The compiler calls it on the instance.")]
    public readonly void SetStateMachine(IAsyncStateMachine machine)
    {
        // Only ever called for machines that are boxed by others.
    }

    public void SetResult(T result)
    {
        if (_step is null)
        {
            _result = result;
        }
        else
        {
            _step.End(result);
        }
    }

    public void SetException(Exception fault) => (_step ??= new FailedStep<T>()).End(fault);

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion
        where TMachine : IAsyncStateMachine => awaiter.OnCompleted(Boxed(ref machine).Next);

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(Boxed(ref machine).Next);

    private Step<T, TMachine> Boxed<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine
    {
        if (_step is Step<T, TMachine> boxed)
        {
            return boxed;
        }

        // This builder is part of the machine: the copy has to know its box.
        var step = Step<T, TMachine>.Rent();
        _step = step;
        step.Machine = machine;
        return step;
    }
}

/// <summary>The same for methods without a result.</summary>
internal struct StepBuilder
{
    private StepBuilder<Nothing> _builder;

    public readonly ValueTask Task => _builder.Step is { } step ? new ValueTask(step, step.Version) : default;

    public static StepBuilder Create() => default;

    [SuppressMessage("Performance", "CA1822", Justification = "The compiler calls it on the instance.")]
    public readonly void Start<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine => machine.MoveNext();

    [SuppressMessage("Performance", "CA1822", Justification = "The compiler calls it on the instance.")]
    public readonly void SetStateMachine(IAsyncStateMachine machine)
    {
        // Only ever called for machines that are boxed by others.
    }

    public void SetResult() => _builder.SetResult(default);

    public void SetException(Exception fault) => _builder.SetException(fault);

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion
        where TMachine : IAsyncStateMachine => _builder.AwaitOnCompleted(ref awaiter, ref machine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine => _builder.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
}
