using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>TLS towards clients: who is shown which certificate, what is agreed on, and what is refused.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private readonly CertificateFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_name_a_client_asks_for_chooses_the_certificate()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary).WithTls(new ListenTls
        {
            Certificates = [_files.Write("first", "first.test"), _files.Write("shop", "*.shop.test", "shop.test"), _files.Write("exact", "de.shop.test")],
        }));

        foreach (var (asked, shown) in new[]
        {
            ("first.test", "first.test"), ("other.test", "first.test"), ("SHOP.test", "*.shop.test"), ("en.shop.test", "*.shop.test"),
            ("de.shop.test", "de.shop.test"), ("a.b.shop.test", "first.test"), ("", "first.test"),
        })
        {
            await using var client = await gateway.ConnectTlsAsync(asked);
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
            Assert.Equal((asked, $"CN={shown}"), (asked, client.Tls!.RemoteCertificate!.Subject));
        }
    }

    [Fact]
    public async Task A_client_that_trusts_only_the_root_gets_the_chain_between()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary).WithTls(new ListenTls { Certificates = [_files.Write("a", "a.test")] }));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_files.Root);
        var errors = SslPolicyErrors.RemoteCertificateNotAvailable;

        await using var client = await RawClient.ConnectTlsAsync(gateway.Address, "a.test", new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, _, _, found) => (errors = found) == SslPolicyErrors.None,
        });

        Assert.Equal(SslPolicyErrors.None, errors);
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task Without_a_certificate_one_is_made_for_this_machine_and_the_log_says_so()
    {
        using var logs = new LogCapture();
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary).WithTls(), logs);

        await using var client = await gateway.ConnectTlsAsync();

        using var shown = new X509Certificate2(client.Tls!.RemoteCertificate!);
        Assert.True(shown.MatchesHostname("localhost"));
        Assert.True(shown.MatchesHostname("127.0.0.1"));
        Assert.True(shown.MatchesHostname("::1"));
        Assert.Contains(shown.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), Assert.Single(logs.Of("tls.self_signed")));
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task The_service_and_the_mirror_are_told_that_the_client_came_by_tls()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)).WithTls());
        await using var client = await gateway.ConnectTlsAsync();

        await client.AskAsync(Get);

        foreach (var upstream in new[] { primary, mirror })
        {
            Assert.Equal(["https"], Assert.Single(await upstream.WaitForAsync(1)).Fields.All("X-Forwarded-Proto"));
        }
    }

    [Theory]
    [InlineData(true, "h2")]
    [InlineData(false, "http/1.1")]
    public async Task The_handshake_agrees_on_HTTP_2_where_it_is_offered(bool offered, string agreed)
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary).WithTls(new ListenTls { Http2 = offered }));

        await using var client = await RawClient.ConnectTlsAsync(gateway.Address, options: new SslClientAuthenticationOptions
        {
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        });

        Assert.Equal(agreed, client.Tls!.NegotiatedApplicationProtocol.ToString());
    }

    [Fact]
    public async Task A_client_that_offers_nothing_speaks_HTTP_1()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary).WithTls());

        await using var client = await RawClient.ConnectTlsAsync(gateway.Address, options: new SslClientAuthenticationOptions());

        Assert.Equal(200, (await client.AskAsync(Get)).Status);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Both_versions_in_use_are_spoken(SslProtocols version)
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary).WithTls());

        await using var client = await RawClient.ConnectTlsAsync(gateway.Address, options: new SslClientAuthenticationOptions { EnabledSslProtocols = version });

        Assert.Equal((version, 200), (client.Tls!.SslProtocol, (await client.AskAsync(Get)).Status));
    }

    [Fact]
    public async Task Clear_text_on_a_TLS_port_ends_and_counts_no_request()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary).WithTls());
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Get);

        Assert.True(await client.IsClosedAsync(Bound.Usual));
        Assert.Equal(0, primary.Count);
        await Bound.Eventually(() => BooksOf.Page(gateway.Host).Sum("halfsilver_client_connections") == 0, "the connection is let go of");
    }

    [Fact]
    public async Task A_handshake_that_never_comes_counts_as_a_connection_and_is_ended()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(
            Plans.To(primary).WithTls().WithLimits(new ConnectionLimits { MaxConnections = 1 }));
        await using var silent = await gateway.ConnectAsync();
        await Bound.Eventually(() => BooksOf.Page(gateway.Host).Sum("halfsilver_client_connections") == 1, "it is counted");

        Assert.True(await gateway.RefusesConnectionsAsync());
        Assert.True(await silent.IsClosedAsync(TimeSpan.FromSeconds(20)));
        await using var third = await gateway.ConnectTlsAsync();
        Assert.Equal(200, (await third.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task A_plan_whose_certificate_cannot_be_used_is_refused_and_says_which_file_and_why()
    {
        var good = _files.Write("good", "a.test");
        var other = _files.Write("other", "b.test");
        foreach (var (files, why) in new[]
        {
            (good with { File = _files.Path("none.crt") }, "none.crt cannot be read"),
            (good with { KeyFile = other.KeyFile }, "other.key cannot be used"),
            (good with { File = good.KeyFile }, "good.key"),
        })
        {
            var plan = Plans.To("127.0.0.1:1").WithTls(new ListenTls { Certificates = [good, files] });
            var refused = await Assert.ThrowsAsync<PlanRefusedException>(() => TestGateway.StartAsync(plan));
            var problem = Assert.Single(refused.Problems);
            Assert.Equal("entryPoints[web].tls.certificates[1]", problem.Path);
            Assert.Contains(why, problem.Message);
        }
    }
}
