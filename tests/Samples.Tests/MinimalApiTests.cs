using System.Net;
using System.Net.Http.Json;
using TestKit;
using Xunit;

namespace Samples.Tests;

/// <summary>The sample's own tests, which know nothing of mirroring, hold with a mirror, with a bad one, and with none.</summary>
public sealed class MinimalApiTests
{
    [Fact]
    public async Task Orders_are_kept_without_a_mirror()
    {
        await using var app = await SampleProcess.StartAsync("MinimalApi", "Mirroring:Mirrors:v2:Enabled=false");

        await KeepsOrdersAsync(app);

        await app.BalancedAsync(0);
    }

    [Fact]
    public async Task Orders_are_kept_with_a_mirror_that_gets_all_of_it()
    {
        await using var mirror = RecordingUpstream.Start();
        await using var app = await SampleProcess.StartAsync("MinimalApi", [.. AllTo(mirror)]);

        var asked = await KeepsOrdersAsync(app);

        var page = await app.BalancedAsync(asked);
        Assert.Equal(asked, page.Sum("halfsilver_mirror_responses_total", ("mirror", "v2"), ("route", "app")));
        var copies = mirror.Requests;
        string[] sent =
            ["GET /orders", "POST /orders", "POST /orders", "GET /orders/7", "GET /orders", "GET /orders/8", "PUT /orders/7/scan", "DELETE /orders/7", "DELETE /orders/7"];

        // Copies of requests that follow one another closely may pass each other.
        Assert.Equal(sent.Order(StringComparer.Ordinal), copies.Select(copy => $"{copy.Method} {copy.Target}").Order(StringComparer.Ordinal));
        Assert.Contains(copies, copy => copy.BodyText == """{"id":7,"item":"tea"}""");
        Assert.Contains(copies, copy => copy.BodySha256 == new PatternBody(Scan).Sha256);
        Assert.Equal(Anomaly.None, mirror.Anomalies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Orders_are_kept_with_a_bad_mirror(bool hangs)
    {
        await using var mirror = hangs ? BadMirror.Hangs() : BadMirror.ResetsMidRequest();
        await using var app = await SampleProcess.StartAsync(
            "MinimalApi", [.. AllTo(mirror), "Mirroring:Mirrors:v2:Timeouts:Deadline=00:00:00.300", "Mirroring:Mirrors:v2:Timeouts:Idle=00:00:00.300"]);

        await app.BalancedAsync(await KeepsOrdersAsync(app));
    }

    [Fact]
    public async Task Its_own_settings_copy_a_quarter_of_what_is_read()
    {
        await using var mirror = RecordingUpstream.Start();
        await using var app = await SampleProcess.StartAsync("MinimalApi", $"Mirroring:Mirrors:v2:Url=http://{mirror.EndPoint}", SampleProcess.Patient);
        using var client = app.Client();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("[]", await client.GetStringAsync(new Uri("/orders", UriKind.Relative)));
        }

        Assert.Equal(5, (await app.BalancedAsync(20)).Sum("halfsilver_mirror_responses_total"));
    }

    [Fact]
    public async Task Bad_settings_keep_it_from_starting_and_are_all_named()
    {
        var refused = await Assert.ThrowsAsync<TimeoutException>(() => SampleProcess.StartAsync(
            "MinimalApi", "Mirroring:Mirrors:v2:Percent=101", "Mirroring:Mirrors:v2:Budget:MaxInFlight=0"));

        Assert.Contains("mirrors[v2].percent: out of range (101)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("mirrors[v2].budget.maxInFlight: out of range (0)", refused.Message, StringComparison.Ordinal);
    }

    private const int Scan = 3_000_000;

    private static string[] AllTo(LoopbackServer mirror) =>
    [
        $"Mirroring:Mirrors:v2:Url=http://{mirror.EndPoint}", "Mirroring:Mirrors:v2:Percent=100", "Mirroring:Mirrors:v2:Methods=all", "Mirroring:Mirrors:v2:Budget:Window=33554432",
        SampleProcess.Patient,
    ];

    /// <summary>What the sample is for; how many requests that took.</summary>
    private static async Task<int> KeepsOrdersAsync(SampleProcess app)
    {
        using var client = app.Client();
        var (list, one) = (new Uri("/orders", UriKind.Relative), new Uri("/orders/7", UriKind.Relative));

        Assert.Equal("[]", await client.GetStringAsync(list));
        using var created = await client.PostAsJsonAsync(list, new { id = 7, item = "tea" });
        Assert.Equal((HttpStatusCode.Created, "/orders/7"), (created.StatusCode, created.Headers.Location?.ToString()));
        using var again = await client.PostAsJsonAsync(list, new { id = 7, item = "coffee" });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal("""{"id":7,"item":"tea"}""", await client.GetStringAsync(one));
        Assert.Equal("""[{"id":7,"item":"tea"}]""", await client.GetStringAsync(list));
        using var missing = await client.GetAsync(new Uri("/orders/8", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var scan = await client.PutAsync(new Uri("/orders/7/scan", UriKind.Relative), new ByteArrayContent(new PatternBody(Scan).ToArray()));
        Assert.Equal($$"""{"order":7,"bytes":{{Scan}}}""", await scan.Content.ReadAsStringAsync());
        using var gone = await client.DeleteAsync(one);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var nothing = await client.DeleteAsync(one);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        return 9;
    }
}
