using System.Text.Json;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.VrataGateway;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>What Vrata's listeners have beside routes: metrics and certificates.</summary>
public sealed class VrataListenerTests : IDisposable
{
    private const string Get = "GET /x HTTP/1.1\r\nHost: shop\r\n\r\n";
    private const string Metrics = "GET /metrics HTTP/1.1\r\nHost: shop\r\n\r\n";

    private readonly CertificateFolder _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task V2_V10_The_counter_stands_at_the_listener_s_metrics_path_and_counts_what_was_sent()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        var forward = Mirrored(", \"percentage\": 20").Replace("<b>", "<shadow-v2>", StringComparison.Ordinal);
        await using var gateway = await StartAsync(With(File(forward, ids: ["a", "shadow-v2"]), "\"metrics\": {}"), ("a", a), ("shadow-v2", b));
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("primary", (await client.AskAsync(Get)).BodyText);
        }

        await BooksOf.BalanceAsync(gateway.Host, 10, "shadow-v2");
        var answer = await client.AskAsync(Metrics);
        var page = PromText.Parse(answer.BodyText);
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (answer.Status, answer.Field("Content-Type")));
        Assert.Equal(2, page.Value("vrata_mirror_requests_total", ("route", "route"), ("destination", "shadow-v2")));
        Assert.Equal("counter", page.Types["vrata_mirror_requests_total"]);
        Assert.Equal(2, page.Sum("halfsilver_mirror_requests_total"));
        Assert.Equal(10, a.Begun.Count);
    }

    [Fact]
    public async Task A_path_of_its_own_takes_the_place_of_the_usual_one()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var gateway = await StartAsync(With(File(Mirrored(), ids: ["a"]), "\"metrics\": { \"path\": \"/numbers\" }"), ("a", a));
        await using var client = await gateway.ConnectAsync();

        Assert.Equal("primary", (await client.AskAsync(Metrics)).BodyText);
        await client.SendAsync(Metrics.Replace("GET /metrics", "HEAD /numbers", StringComparison.Ordinal));
        Assert.Equal((200, 0), ((await client.ReadAnswerAsync(toHead: true)) is var head ? (head.Status, head.BodyLength) : default));
        Assert.Contains("halfsilver_requests_total", (await client.AskAsync(Metrics.Replace("/metrics", "/numbers", StringComparison.Ordinal))).BodyText, StringComparison.Ordinal);
        Assert.Single(a.Begun);
    }

    [Fact]
    public async Task A_listener_that_asks_for_no_metrics_gives_the_path_to_its_routes()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var gateway = await StartAsync(File(Mirrored(), ids: ["a"]), ("a", a));

        Assert.Equal("primary", (await gateway.AskOnceAsync(Metrics)).BodyText);
    }

    [Fact]
    public async Task A_certificate_in_the_snapshot_is_shown_to_clients()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        var own = _certificates.Write("own", "shop.test");
        await using var gateway = await StartAsync(With(File(Mirrored(), ids: ["a"]), $"\"tls\": {{ {Pair(own)} }}"), ("a", a));
        await using var client = await gateway.ConnectTlsAsync("shop.test");

        Assert.Equal("primary", (await client.AskAsync(Get)).BodyText);
        Assert.Equal("CN=shop.test", client.Tls!.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task Certificates_in_the_snapshot_are_trusted_and_shown_to_destinations()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var front = TlsFront.Before(a, _certificates.Write("server", "a").Shown(), asksForCertificate: true);
        var tls = $"\"options\": {{ \"tls\": {{ \"mode\": \"mtls\", {Pair(_certificates.Write("own", "gateway.test"))}, \"ca\": {Text(_certificates.WriteRoot())} }} }}";
        var file = File(Mirrored(), ids: ["a"]).Replace("\"host\": \"a\", \"port\": 80", $"\"host\": \"a\", \"port\": 80, {tls}", StringComparison.Ordinal);
        var plan = Plan(file);
        await using var gateway = await TestGateway.StartAsync(plan with { Resolve = plan.Resolve.Add("a:80", $"127.0.0.1:{front.Port}") });

        Assert.Equal("primary", (await gateway.AskOnceAsync(Get)).BodyText);
        Assert.Equal(["CN=gateway.test"], front.Clients);
    }

    [Fact]
    public async Task A_key_that_does_not_fit_is_refused_and_never_shown()
    {
        var (one, other) = (_certificates.Write("one", "a.test"), _certificates.Write("other", "b.test"));
        var plan = Plan(With(File(Mirrored(), ids: ["a"]), $"\"tls\": {{ {Pair(one with { KeyFile = other.KeyFile })} }}"));

        var refused = await Assert.ThrowsAsync<PlanRefusedException>(() => TestGateway.StartAsync(plan));

        var problem = Assert.Single(refused.Problems);
        Assert.StartsWith("certificate PEM text with key PEM text cannot be used", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", $"{plan.EntryPoints[0]}{plan.EntryPoints[0].Tls!.Certificates[0]}", StringComparison.Ordinal);
    }

    private static string With(string file, string listener) => file.Replace("\"name\": \"web\",", $"\"name\": \"web\", {listener},", StringComparison.Ordinal);

    private static string Pair(CertificateFiles files) => $"\"cert\": {Text(files.File)}, \"key\": {Text(files.KeyFile)}";

    private static string Text(string file) => JsonSerializer.Serialize(System.IO.File.ReadAllText(file));
}
