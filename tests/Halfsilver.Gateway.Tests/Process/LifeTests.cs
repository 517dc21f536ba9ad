using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Process;

/// <summary>Signals, reloads and ends of the executable.</summary>
public sealed class LifeTests
{
    [Fact]
    public async Task A_hang_up_reads_the_file_again_and_a_broken_file_changes_nothing()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, percent: 0));
        await LoadClient.RunAsync(Load.Get(gateway.Web, requestsEach: 5));
        Assert.Equal(0, mirror.Count);

        await File.WriteAllTextAsync(gateway.File, Yaml(primary, mirror, percent: 100));
        gateway.Process.Signal(Signals.Hup);
        await gateway.Process.Errors.WaitForAsync("[1100]", TimeSpan.FromSeconds(20));
        await LoadClient.RunAsync(Load.Get(gateway.Web, requestsEach: 5));
        await Bound.Eventually(() => mirror.Count == 5, "the new plan copies");

        await File.WriteAllTextAsync(gateway.File, "version: 1\nroutes: { all: { nonsense: 1 } }\n");
        gateway.Process.Signal(Signals.Hup);
        await gateway.Process.Errors.WaitForAsync("[1101]", TimeSpan.FromSeconds(20));
        await LoadClient.RunAsync(Load.Get(gateway.Web, requestsEach: 5));

        await Bound.Eventually(() => mirror.Count == 10, "the last good plan goes on");
        Assert.Equal(0, (await gateway.MetricsAsync()).Value("halfsilver_config_last_reload_successful"));
    }

    [Fact]
    public async Task Watching_takes_a_changed_file_by_itself()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, percent: 0), "--watch");

        await File.WriteAllTextAsync(gateway.File, Yaml(primary, mirror, percent: 100));
        await gateway.Process.Errors.WaitForAsync("[1100]", TimeSpan.FromSeconds(20));
        await LoadClient.RunAsync(Load.Get(gateway.Web, requestsEach: 5));

        await Bound.Eventually(() => mirror.Count == 5, "the new plan copies");
    }

    [Fact]
    public async Task A_termination_lets_the_requests_under_way_end()
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(new Answer { Gate = gate.Task, Body = Bytes.Of("late") });
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, percent: 100));
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RawClient.ConnectAsync(gateway.Web)));
        foreach (var client in clients)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        await primary.WaitForAsync(clients.Length);
        gateway.Process.Signal(Signals.Term);
        await gateway.Process.Errors.WaitForAsync("stopping", TimeSpan.FromSeconds(10));
        gate.SetResult();

        foreach (var client in clients)
        {
            Assert.Equal("late", (await client.ReadAnswerAsync()).BodyText);
            await client.DisposeAsync();
        }

        Assert.Equal(0, await gateway.Process.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(clients.Length, mirror.Count);
    }

    [Fact]
    public async Task A_second_interrupt_ends_at_once()
    {
        await using var primary = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, percent: 100));
        await using var client = await RawClient.ConnectAsync(gateway.Web);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await primary.WaitForAsync(1);

        gateway.Process.Signal(Signals.Int);
        await gateway.Process.Errors.WaitForAsync("stopping", TimeSpan.FromSeconds(10));
        gateway.Process.Signal(Signals.Int);

        Assert.Equal(130, await gateway.Process.WaitForExitAsync(TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task A_port_in_use_is_exit_code_69_and_says_which()
    {
        await using var taken = CountingUpstream.Start();

        var (code, _, errors) = await RunningProcess.RunAsync(
            GatewayProcess.Executable, ["run", "--to", "http://127.0.0.1:1", "--listen", taken.Authority, "--admin", "127.0.0.1:0"], timeout: TimeSpan.FromSeconds(20));

        Assert.Equal(69, code);
        Assert.Contains(taken.Authority, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_copy_of_a_mirror_that_logs_its_responses_is_one_line_of_evidence()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await GatewayProcess.StartAsync(Yaml(primary, mirror, percent: 100, more: ", logResponses: true"));

        await LoadClient.RunAsync(Load.Get(gateway.Web, connections: 4, requestsEach: 50));
        await Bound.Eventually(() => mirror.Count == 200, "every copy arrived");
        gateway.Process.Signal(Signals.Term);
        Assert.Equal(0, await gateway.Process.WaitForExitAsync(TimeSpan.FromSeconds(30)));

        var evidence = Path.Combine(Path.GetDirectoryName(gateway.File)!, "evidence", "copies.jsonl");
        Assert.Equal(200, (await File.ReadAllLinesAsync(evidence)).Length);
    }

    [Fact]
    public async Task The_demo_shows_a_mirrored_exchange_and_ends_by_itself()
    {
        await using var demo = RunningProcess.Start(
            GatewayProcess.Executable, ["demo", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--duration", "15s"]);

        await demo.Errors.WaitForAsync("Proxy", TimeSpan.FromSeconds(20));
        await demo.Errors.WaitForAsync("first mirrored exchange", TimeSpan.FromSeconds(20));

        Assert.Equal(0, await demo.WaitForExitAsync(TimeSpan.FromSeconds(60)));
    }

    private static string Yaml(LoopbackServer primary, LoopbackServer mirror, int percent, string more = "") =>
        $$"""
        version: 1
        services:
          a: { endpoints: [ "http://{{primary.Authority}}" ], timeouts: { connect: 30s } }
          b: { endpoints: [ "http://{{mirror.Authority}}" ] }
        routes: { all: { match: { path: { prefix: / } }, destinations: [ { service: a } ], mirrors: { b: { service: b, percent: {{percent}}, timeouts: { connect: 30s }{{more}} } } } }
        """;
}
