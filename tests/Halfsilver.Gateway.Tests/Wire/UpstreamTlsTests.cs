using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>TLS towards services: who is trusted, what is shown, and what is told when it fails.</summary>
public sealed class UpstreamTlsTests : IDisposable
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private readonly CertificateFolder _certificates = new();

    public void Dispose() => _certificates.Dispose();

    public static TheoryData<UpstreamProtocol, string> Faults() => new(
        from protocol in new[] { UpstreamProtocol.Http1, UpstreamProtocol.Http2 }
        from fault in new[] { "expired", "wrong name", "unknown authority", "plain", "no HTTP/2" }
        where fault != "no HTTP/2" || protocol == UpstreamProtocol.Http2
        select (protocol, fault));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failed_handshake_is_a_502_and_the_fate_tls(UpstreamProtocol protocol, string fault)
    {
        await using var server = RecordingUpstream.Start();
        var files = fault == "expired" ? _certificates.WriteExpired("server", "good.test") : _certificates.Write("server", "good.test");
        await using var front = TlsFront.Before(server, files.Shown());
        await using var plain = await Http2Upstream.StartAsync();
        var tls = new UpstreamTls
        {
            CaFile = fault == "unknown authority" ? null : _certificates.WriteRoot(),
            ServerName = fault == "wrong name" ? "other.test" : "good.test",
        };
        var service = To(fault == "plain" ? plain.EndPoint.Port : front.Port, tls, protocol);

        Assert.Equal(502, await StatusOfPrimaryAsync(service));
        Assert.Equal(Fate.FailedTls, await FateOfCopyAsync(service));
        Assert.Empty(server.Begun);
    }

    [Theory]
    [InlineData(UpstreamProtocol.Http1)]
    [InlineData(UpstreamProtocol.Http2)]
    public async Task A_handshake_that_hangs_is_a_504_and_the_fate_connect_timeout(UpstreamProtocol protocol)
    {
        await using var server = BadMirror.NeverReads();
        var service = To(server.Port, new UpstreamTls(), protocol) with { Timeouts = new ServiceTimeouts { Connect = TimeSpan.FromMilliseconds(200) } };

        Assert.Equal(504, await StatusOfPrimaryAsync(service));
        Assert.Equal(Fate.FailedConnectTimeout, await FateOfCopyAsync(service, connect: TimeSpan.FromMilliseconds(200)));
    }

    [Theory]
    [InlineData(UpstreamProtocol.Http1)]
    [InlineData(UpstreamProtocol.Http2)]
    [InlineData(UpstreamProtocol.H2c)]
    public async Task A_refused_connection_is_a_502_and_the_fate_connect(UpstreamProtocol protocol)
    {
        await using var nobody = BadMirror.Refuses();
        var service = To(nobody.Port, protocol == UpstreamProtocol.H2c ? null : new UpstreamTls(), protocol);

        Assert.Equal(502, await StatusOfPrimaryAsync(service));
        Assert.Equal(Fate.FailedConnect, await FateOfCopyAsync(service));
    }

    [Theory]
    [InlineData(UpstreamProtocol.Http1)]
    [InlineData(UpstreamProtocol.H2c)]
    public async Task A_name_that_does_not_resolve_is_a_502_and_the_fate_dns(UpstreamProtocol protocol)
    {
        var service = To(1, tls: null, protocol) with { Endpoints = [new EndpointAddress { Host = "no-such-name.invalid", Port = 80 }] };

        Assert.Equal(502, await StatusOfPrimaryAsync(service));
        Assert.Equal(Fate.FailedDns, await FateOfCopyAsync(service));
    }

    [Fact]
    public async Task The_name_asked_for_is_the_hosts_or_the_plans_and_an_address_is_none()
    {
        await using var server = RecordingUpstream.Start();
        await using var front = TlsFront.Before(server, _certificates.Write("server", "localhost", "plan.test").Shown());
        var trusting = new UpstreamTls { CaFile = _certificates.WriteRoot() };
        var byName = To(front.Port, trusting);

        Assert.Equal(200, await StatusOfPrimaryAsync(byName with { Endpoints = [byName.Endpoints[0] with { Host = "localhost" }] }, "localhost"));
        Assert.Equal(200, await StatusOfPrimaryAsync(To(front.Port, trusting with { ServerName = "plan.test" })));
        Assert.Equal(200, await StatusOfPrimaryAsync(To(front.Port, trusting)));

        Assert.Equal(["localhost", "plan.test", ""], front.Names);
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 502)]
    public async Task A_server_that_asks_for_a_certificate_is_shown_the_plans(bool shows, int status)
    {
        await using var server = RecordingUpstream.Start();
        await using var front = TlsFront.Before(server, _certificates.Write("server", "good.test").Shown(), asksForCertificate: true);
        var own = _certificates.Write("own", "gateway.test");
        var tls = new UpstreamTls
        {
            CaFile = _certificates.WriteRoot(),
            CertificateFile = shows ? own.File : null,
            KeyFile = shows ? own.KeyFile : null,
            Mode = shows ? UpstreamTlsMode.Mutual : UpstreamTlsMode.Server,
        };

        Assert.Equal(status, await StatusOfPrimaryAsync(To(front.Port, tls)));
        Assert.Equal(shows ? ["CN=gateway.test"] : [], front.Clients);
    }

    [Fact]
    public async Task Who_asks_not_to_check_takes_any_certificate()
    {
        await using var server = RecordingUpstream.Start();
        await using var front = TlsFront.Before(server, _certificates.WriteExpired("server", "other.test").Shown());

        Assert.Equal(200, await StatusOfPrimaryAsync(To(front.Port, new UpstreamTls { InsecureSkipVerify = true })));
    }

    [Fact]
    public async Task A_kept_connection_over_TLS_is_used_again()
    {
        await using var server = RecordingUpstream.Start();
        await using var front = TlsFront.Before(server, _certificates.Write("server", "good.test").Shown());
        await using var gateway = await TestGateway.StartAsync(Primary(To(front.Port, new UpstreamTls { CaFile = _certificates.WriteRoot() })));
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
        }

        Assert.Equal(1, front.Connections);
    }

    [Fact]
    public async Task A_kept_connection_over_TLS_that_the_server_closed_is_not_used_again()
    {
        await using var server = RecordingUpstream.Start();
        await using var front = TlsFront.Before(server, _certificates.Write("server", "good.test").Shown());
        await using var gateway = await TestGateway.StartAsync(Primary(To(front.Port, new UpstreamTls { CaFile = _certificates.WriteRoot() })));
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(200, (await client.AskAsync(Get)).Status);

        front.ResetAll();
        await Bound.Eventually(() => front.OpenConnections == 0, "the connection is gone");

        Assert.Equal(200, (await client.AskAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")).Status);
        Assert.Equal(2, front.Connections);
    }

    [Fact]
    public async Task A_reload_reads_the_files_again_and_says_what_is_wrong_with_them()
    {
        await using var server = RecordingUpstream.Start();
        await using var front = TlsFront.Before(server, _certificates.Write("server", "good.test").Shown());
        var caFile = _certificates.Path("trusted.crt");
        using var others = new CertificateFolder();
        File.Copy(others.WriteRoot(), caFile);
        var plan = Primary(To(front.Port, new UpstreamTls { CaFile = caFile }));
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(502, (await client.AskAsync(Get)).Status);

        await File.WriteAllTextAsync(caFile, "no certificate");
        var problem = Assert.Single(gateway.Host.Plans.TrySwap(plan));
        Assert.Equal("services[primary].tls.caFile", problem.Path);
        Assert.Contains(caFile, problem.Message, StringComparison.Ordinal);

        File.Copy(_certificates.WriteRoot(), caFile, overwrite: true);
        Assert.Empty(gateway.Host.Plans.TrySwap(plan));
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task A_missing_file_or_a_strange_key_refuses_the_plan()
    {
        var one = _certificates.Write("one", "a.test");
        var other = _certificates.Write("other", "b.test");
        var tls = new UpstreamTls { CaFile = _certificates.Path("none.crt"), CertificateFile = one.File, KeyFile = other.KeyFile };

        var refused = await Assert.ThrowsAsync<PlanRefusedException>(() => TestGateway.StartAsync(Primary(To(1, tls))));

        Assert.Equal(
            ["services[primary].tls.caFile", "services[primary].tls.certificate.keyFile"],
            refused.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public async Task A_mirror_whose_file_is_missing_gets_no_copies_until_it_is_there_and_its_route_is_served()
    {
        await using var primary = RecordingUpstream.Start();
        await using var server = RecordingUpstream.Start();
        await using var front = TlsFront.Before(server, _certificates.Write("server", "good.test").Shown());
        var caFile = _certificates.Path("later.crt");
        var target = To(front.Port, new UpstreamTls { CaFile = caFile, ServerName = "good.test" }) with { Name = "127.0.0.1:1" };
        var plan = Plans.To(primary, Plans.Mirror("127.0.0.1:1"));
        plan = plan with { Services = plan.Services.SetItem(target.Name, target) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.NoEndpoint]);
        Assert.False(gateway.Host.Plans.FilesChanged());

        File.Copy(_certificates.WriteRoot(), caFile);
        Assert.True(gateway.Host.Plans.FilesChanged());
        Assert.Empty(gateway.Host.Plans.TrySwap(plan));
        Assert.False(gateway.Host.Plans.FilesChanged());
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
        Assert.Single(await server.WaitForAsync(1));
    }

    [Fact]
    public async Task A_file_of_a_mirror_that_primaries_use_too_refuses_the_plan()
    {
        var tls = new UpstreamTls { CaFile = _certificates.Path("none.crt") };
        var plan = Primary(To(1, tls));
        var copied = To(2, tls) with { Name = "a-copied" };
        plan = plan with
        {
            Services = plan.Services.SetItem(copied.Name, copied),
            Routes = [.. plan.Routes.Select(route => route with { Mirrors = [Plans.Mirror(copied.Name), Plans.Mirror("primary") with { Name = "itself" }] })],
        };
        var refused = await Assert.ThrowsAsync<PlanRefusedException>(() => TestGateway.StartAsync(plan));
        Assert.Equal(["services[primary].tls.caFile"], refused.Problems.Select(problem => problem.Path));
    }

    private static EndpointsService To(int port, UpstreamTls? tls, UpstreamProtocol protocol = UpstreamProtocol.Http1) => new()
    {
        Name = "primary",
        Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = port, Tls = tls is not null }],
        Protocol = protocol,
        Tls = tls,
        Timeouts = new ServiceTimeouts { Connect = TimeSpan.FromSeconds(30) },
    };

    private static Plan Primary(EndpointsService service)
    {
        var plan = Plans.To("127.0.0.1:1");
        return plan with { Services = plan.Services.SetItem("primary", service) };
    }

    private static async Task<int> StatusOfPrimaryAsync(EndpointsService service, string? pinned = null)
    {
        var plan = Primary(service);
        plan = pinned is null ? plan : plan with { Resolve = plan.Resolve.Add($"{pinned}:{service.Endpoints[0].Port}", "127.0.0.1") };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();
        return (await client.AskAsync(Get)).Status;
    }

    private static async Task<Fate> FateOfCopyAsync(EndpointsService service, TimeSpan? connect = null)
    {
        await using var primary = RecordingUpstream.Start();
        var copy = Plans.Mirror("127.0.0.1:1") with { Timeouts = new CopyTimeouts { Connect = connect ?? TimeSpan.FromSeconds(30) } };
        var plan = Plans.To(primary, copy);
        plan = plan with { Services = plan.Services.SetItem("127.0.0.1:1", service with { Name = "127.0.0.1:1" }) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
        await BooksOf.BalanceAsync(gateway.Host, 1);
        return Assert.Single(Enum.GetValues<Fate>(), fate => BooksOf.Mirror(gateway.Host).Books[fate] > 0);
    }
}
