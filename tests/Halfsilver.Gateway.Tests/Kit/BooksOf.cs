using System.Buffers;
using Halfsilver.Gateway.Running;
using Halfsilver.Sending;
using Halfsilver.Telemetry;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>The law of the books, held against counts from outside.</summary>
internal static class BooksOf
{
    /// <summary>A mirror by its name.</summary>
    public static LiveMirror Mirror(GatewayHost host, string name = "mirror") =>
        host.Mirrors.All.Single(live => string.Equals(live.Name, name, StringComparison.Ordinal));

    /// <summary>What has become of a mirror's copies, for messages.</summary>
    public static string Fates(GatewayHost host, string name = "mirror") =>
        string.Join(", ", Enum.GetValues<Fate>().Where(fate => Mirror(host, name).Books[fate] > 0).Select(fate => $"{fate} {Mirror(host, name).Books[fate]}"));

    /// <summary>
    /// The same law on the metrics page, where the series of a mirror go on when it leaves the plan and comes back.
    /// </summary>
    public static async Task PageBalancesAsync(GatewayHost host, string name)
    {
        await Bound.Eventually(
            () =>
            {
                var page = Page(host);
                var (matched, skipped, sent) = (Sum(page, "matched"), Sum(page, "skipped"), Sum(page, "requests"));
                return matched == skipped + sent && sent == Sum(page, "responses") + Sum(page, "errors");
            },
            $"the page's books of {name} balance");

        double Sum(PromText page, string family) => page.Sum($"halfsilver_mirror_{family}_total", ("mirror", name));
    }

    /// <summary>The law for a test's end: at rest the books balance, and what was sent is what this upstream has seen.</summary>
    public static async Task BalanceWithAsync(GatewayHost host, RecordingUpstream upstream, string name = "mirror")
    {
        await BalanceAsync(host, Mirror(host, name).Books.MatchedCount, name);
        Assert.Equal(upstream.Begun.Count, Mirror(host, name).Books.SentCount);
    }

    /// <summary>The metrics page, read.</summary>
    public static PromText Page(GatewayHost host)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricsPage.Write(output, host.Metrics);
        return PromText.Parse(Bytes.Text(output.WrittenSpan));
    }

    /// <summary>Waits until no copy flies or waits, and none has any byte: what a copy holds is given back behind its entry in the books.</summary>
    public static Task NothingHeldAsync(GatewayHost host) => Bound.Eventually(
        () => host.Mirrors.Budgets is { InFlight: 0, Queued: 0, Bytes.Held: 0 },
        () => host.Mirrors.Budgets is var held ? $"nothing is held, but {held.InFlight} fly, {held.Queued} wait and {held.Bytes.Held} bytes are" : "");

    /// <summary>
    /// Waits until nothing is under way, and holds: matched = the client's count = skipped + sent, sent = answered + failed.
    /// </summary>
    public static async Task BalanceAsync(GatewayHost host, long matched, string name = "mirror", TimeSpan? within = null)
    {
        var live = Mirror(host, name);

        // A copy that is sent after its client's answer is matched before, and for a moment neither waits nor flies.
        await Bound.Eventually(
            () => live.Queue is { InFlight: 0, Queued: 0 } && live.Books.MatchedCount >= matched
                && live.Books.MatchedCount == live.Books.SkippedCount + live.Books.SentCount
                && live.Books.SentCount == live.Books[Fate.Answered] + live.Books.FailedCount,
            within ?? TimeSpan.FromSeconds(20),
            $"{name} comes to rest with {matched} matched");
        Assert.Equal(matched, live.Books.MatchedCount);
        Assert.Equal(live.Books.MatchedCount, live.Books.SkippedCount + live.Books.SentCount);
        Assert.Equal(live.Books.SentCount, live.Books[Fate.Answered] + live.Books.FailedCount);
    }
}
