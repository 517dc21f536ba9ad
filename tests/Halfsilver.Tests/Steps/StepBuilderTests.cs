using System.Runtime.CompilerServices;
using Halfsilver.Steps;
using Xunit;

namespace Halfsilver.Tests.Steps;

/// <summary>Methods that wait on the request path are as good as any, and cost nothing.</summary>
public sealed class StepBuilderTests
{
    [Fact]
    public async Task Results_come_whether_a_method_waited_or_not()
    {
        Assert.Equal(3, await AddAsync(1, 2, Task.CompletedTask));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sum = AddAsync(3, 4, gate.Task);
        Assert.False(sum.IsCompleted);
        gate.SetResult();
        Assert.Equal(7, await sum);
        var counter = new Counter();
        await counter.CountAsync(Task.CompletedTask);
        await counter.CountAsync(Task.Run(static () => { }, TestContext.Current.CancellationToken));
        Assert.Equal(2, counter.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fault_reaches_who_awaits_and_the_next_call_is_sound(bool waits)
    {
        for (var i = 0; i < 100; i++)
        {
            var fault = await Assert.ThrowsAsync<InvalidOperationException>(async () => await FailAsync(waits ? Task.Run(static () => { }) : Task.CompletedTask));
            Assert.Equal("no", fault.Message);
            Assert.Equal(2, await AddAsync(1, 1, Task.Run(static () => { }, TestContext.Current.CancellationToken)));
        }
    }

    [Fact]
    public async Task Deep_chains_on_many_threads_at_once_never_mix_their_results_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(seed => Task.Run(async () =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var (depth, value) = (1 + ((seed + i) % 9), (seed * 100_000) + i);
                Assert.Equal(value + depth, await DownAsync(depth, value));
            }
        })));
    }

    [Fact]
    public async Task What_was_awaited_once_cannot_be_awaited_again()
    {
        var gate = new TaskCompletionSource();
        var sum = AddAsync(1, 1, gate.Task);
        gate.SetResult();
        Assert.Equal(2, await sum);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await sum);
    }

    [Fact]
    public async Task Many_that_wait_at_the_same_time_are_used_again()
    {
        var gate = new Gate();
        var waiting = new ValueTask<int>[200];
        long before = 0;
        long sum = 0;
        for (var round = 0; round < 20; round++)
        {
            before = round == 10 ? GC.GetAllocatedBytesForCurrentThread() : before;
            for (var i = 0; i < waiting.Length; i++)
            {
                waiting[i] = PassAsync(gate, i);
            }

            gate.Open();
            for (var i = 0; i < waiting.Length; i++)
            {
                Assert.True(waiting[i].IsCompletedSuccessfully);
                sum += await waiting[i];
            }
        }

        Assert.Equal(20L * waiting.Length * (waiting.Length - 1) / 2, sum);

        // Built for debugging, a method's state is an object of its own; what holds it is used again all the same.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (10 * waiting.Length), 0, 80);
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<int> AddAsync(int a, int b, Task gate)
    {
        await gate;
        return a + b;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<int> FailAsync(Task gate)
    {
        await gate;
        throw new InvalidOperationException("no");
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<int> DownAsync(int depth, int value)
    {
        if (depth == 0)
        {
            await Task.Yield();
            return value;
        }

        return 1 + await DownAsync(depth - 1, value);
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<int> PassAsync(Gate gate, int value)
    {
        await gate;
        return value;
    }

    private sealed class Counter
    {
        public int Count { get; private set; }

        [AsyncMethodBuilder(typeof(StepBuilder))]
        public async ValueTask CountAsync(Task gate)
        {
            await gate;
            Count++;
        }
    }

    /// <summary>Opens for all that wait, on this thread, and costs nothing.</summary>
    private sealed class Gate : ICriticalNotifyCompletion
    {
        private readonly Queue<Action> _waiting = new(256);

        public bool IsCompleted => false;

        public Gate GetAwaiter() => this;

        public void GetResult()
        {
            // Nothing but the wait itself.
        }

        public void OnCompleted(Action continuation) => _waiting.Enqueue(continuation);

        public void UnsafeOnCompleted(Action continuation) => _waiting.Enqueue(continuation);

        public void Open()
        {
            while (_waiting.TryDequeue(out var continuation))
            {
                continuation();
            }
        }
    }
}
