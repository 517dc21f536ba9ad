using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class ProcFactsTests
{
    [Fact]
    public async Task Connections_to_a_port_are_counted_while_they_last()
    {
        var pid = Environment.ProcessId;
        await using var upstream = RecordingUpstream.Start();
        Assert.Empty(ProcFacts.ConnectionsTo(pid, upstream.Port));
        Assert.Equal(TcpFactState.Listening, Assert.Single(ProcFacts.SocketsAt(pid, upstream.Port)).State);

        await using (var one = await RawClient.ConnectAsync(upstream.Port))
        await using (var two = await RawClient.ConnectAsync(upstream.Port))
        {
            var facts = ProcFacts.ConnectionsTo(pid, upstream.Port);
            Assert.Equal(2, facts.Count);
            Assert.All(facts, fact => Assert.Equal(TcpFactState.Established, fact.State));
            Assert.Contains(facts, fact => fact.LocalPort == one.LocalEndPoint.Port);
            Assert.Contains(facts, fact => fact.LocalPort == two.LocalEndPoint.Port);
        }

        await Bound.Eventually(() => ProcFacts.ConnectionsTo(pid, upstream.Port).Count == 0, "the connections to be gone");
    }

    [Fact]
    public async Task Another_process_has_its_own_memory_and_descriptors()
    {
        await using var process = RunningProcess.Start("/bin/sh", ["-c", "exec 7</dev/null 8</dev/null; echo ready; read line"]);
        await process.Output.WaitForAsync("ready");
        Assert.InRange(ProcFacts.ResidentBytes(process.Id), 100_000, 50_000_000);
        Assert.InRange(ProcFacts.Descriptors(process.Id), 5, 12);
        Assert.Empty(ProcFacts.Tcp(process.Id));
    }
}
