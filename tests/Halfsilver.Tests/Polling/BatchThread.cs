using Halfsilver.Polling;
using Xunit;

namespace Halfsilver.Tests.Polling;

/// <summary>A thread that has a batch, as poll loops have.</summary>
internal static class BatchThread
{
    public static async Task RunAsync(Action<SendBatch> act)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                var batch = SendBatch.TryCreate();
                batch?.Enter();
                Assert.SkipWhen(batch is null, "the system lets this process have no ring");
                act(batch!);
                ended.SetResult();
            }
            catch (Exception fault)
            {
                ended.SetException(fault);
            }
        });
        thread.Start();
        await ended.Task;
    }
}
