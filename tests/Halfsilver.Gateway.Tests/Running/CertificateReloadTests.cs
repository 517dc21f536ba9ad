using System.Collections.Concurrent;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Running;

/// <summary>Certificates that change while clients come.</summary>
public sealed class CertificateReloadTests : IDisposable
{
    private readonly CertificateFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Files_that_are_replaced_under_load_are_shown_within_seconds_and_no_client_fails()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await StartAsync(primary);
        var shown = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => AskOnAndOnAsync(gateway, shown, stop.Token)).ToArray();
        await Bound.Eventually(() => shown.ContainsKey("CN=old.test"), "the old one is shown");

        _files.Write("web", "new.test");

        await Bound.Eventually(() => shown.GetValueOrDefault("CN=new.test") > 10, TimeSpan.FromSeconds(20), "the new one is shown");
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal(["CN=new.test", "CN=old.test"], shown.Keys.Order());
    }

    [Fact]
    public async Task Files_that_cannot_be_used_leave_the_old_ones_and_are_told_of_once()
    {
        using var logs = new LogCapture();
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await StartAsync(primary, logs);
        await File.WriteAllTextAsync(_files.Path("web.crt"), "no certificate");

        for (var i = 0; i < 3; i++)
        {
            gateway.Host.Plans.LookAtCertificates(settled: false);
            Assert.Equal("CN=old.test", await ShownAsync(gateway));
        }

        Assert.Contains("web.crt", Assert.Single(logs.Of("tls.certificates_kept")));
        _files.Write("web", "new.test");
        gateway.Host.Plans.LookAtCertificates(settled: false);
        Assert.Equal("CN=new.test", await ShownAsync(gateway));
        Assert.Single(logs.Of("tls.certificates_read"));
    }

    [Fact]
    public async Task A_file_in_the_middle_of_being_written_is_waited_for()
    {
        // In a time that stands still only the test looks.
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await StartAsync(primary, time: new FakeTime(TimeProvider.System.GetUtcNow()));
        _files.Write("web", "new.test");

        gateway.Host.Plans.LookAtCertificates(settled: true);
        var first = await ShownAsync(gateway);
        gateway.Host.Plans.LookAtCertificates(settled: true);

        Assert.Equal("CN=new.test", await ShownAsync(gateway));
        Assert.Equal("CN=old.test", first);
    }

    [Fact]
    public async Task A_plan_may_name_other_certificates_but_not_take_TLS_away()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await StartAsync(primary);
        var plan = gateway.Host.Plans.Plan;

        Assert.Empty(gateway.Host.Plans.TrySwap(plan.WithTls(new ListenTls { Certificates = [_files.Write("else", "else.test")] })));
        Assert.Equal("CN=else.test", await ShownAsync(gateway));

        var refused = gateway.Host.Plans.TrySwap(plan.WithTls(new ListenTls { Certificates = [new CertificateFiles(_files.Path("gone"), "gone")] }));
        Assert.Contains("gone cannot be read", Assert.Single(refused).Message);
        Assert.Equal("CN=else.test", await ShownAsync(gateway));

        var clear = plan with { EntryPoints = [plan.EntryPoints[0] with { Tls = null }] };
        Assert.Contains("takes a restart", Assert.Single(gateway.Host.Plans.TrySwap(clear)).Message);
    }

    private Task<TestGateway> StartAsync(RecordingUpstream primary, LogCapture? logs = null, TimeProvider? time = null) => TestGateway.StartAsync(
        Plans.To(primary).WithTls(new ListenTls { Certificates = [_files.Write("web", "old.test")] }), logs, time: time);

    private static async Task<string> ShownAsync(TestGateway gateway)
    {
        await using var client = await gateway.ConnectTlsAsync();
        return client.Tls!.RemoteCertificate!.Subject;
    }

    private static async Task AskOnAndOnAsync(TestGateway gateway, ConcurrentDictionary<string, int> shown, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using var client = await gateway.ConnectTlsAsync();
            Assert.Equal(200, (await client.AskAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")).Status);
            shown.AddOrUpdate(client.Tls!.RemoteCertificate!.Subject, 1, (_, count) => count + 1);
        }
    }
}
