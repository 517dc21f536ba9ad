using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Mirrors whose frames have no end.</summary>
[Collection(Alone.Name)]
public sealed class FaultFloodTests
{
    public static TheoryData<FloodKind> Floods() => [.. Enum.GetValues<FloodKind>()];

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task A_mirror_that_sends_without_end_and_reads_nothing_takes_no_memory(FloodKind kind)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var flood = FaultHttp2Tests.H2c(() => BadHttp2Mirror.Floods(kind)) with
        {
            // Which it is depends on who gives up first: the copy, or the client's side of the connection.
            May = [Fate.FailedAnswerTimeout, Fate.FailedReset, Fate.FailedProtocol, Fate.FailedTruncated, Fate.FailedWriteTimeout],
            Patience = TimeSpan.FromMilliseconds(400),
            OpensCircuit = null,
        };

        await FaultRun.HoldsAsync(flood, (_, gateway) =>
        {
            Assert.True(FaultRun.Books(gateway, "patient").FailedCount >= FaultRun.MaxInFlight, FaultRun.Text(FaultRun.Books(gateway, "patient")));
            var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024 * 1024);
            Assert.True(held < 64, $"{held} MiB more than before");
        });
    }
}
