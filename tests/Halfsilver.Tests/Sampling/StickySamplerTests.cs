using System.Net;
using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sampling;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Sampling;

/// <summary>The mathematics of sticky sampling, over a million keys; where keys stand is <see cref="StickyKeyTests"/>' matter.</summary>
public sealed class StickySamplerTests
{
    private const int Keys = 1_000_000;

    // Chi-square of 99 degrees of freedom stays below 180 but for once in a million.
    private const double Limit = 180;

    [Theory]
    [InlineData("user-{0}")]
    [InlineData("{0}")]
    [InlineData("00000000-0000-4000-8000-{0:x12}")]
    public void A_million_keys_fall_evenly_on_a_hundred_shares(string form)
    {
        var salt = SipKey.Of("chi");
        var buckets = new int[100];
        for (var i = 0; i < Keys; i++)
        {
            var hash = new SipHash(salt);
            hash.Add(Encoding.ASCII.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, i)));
            buckets[(int)(Math.BigMul(hash.Finish(), Share.Whole, out _) / 10_000)]++;
        }

        Assert.InRange(buckets.Sum(count => Math.Pow(count - (Keys / 100.0), 2) / (Keys / 100.0)), 40, Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(90)]
    public void The_share_of_a_million_keys_lies_within_five_sigma(int percent)
    {
        var share = percent / 100.0;
        var sigma = Math.Sqrt(Keys * share * (1 - share));
        Assert.InRange(Chosen(percent, "share", Keys).Count, (Keys * share) - (5 * sigma), (Keys * share) + (5 * sigma));
    }

    [Fact]
    public void A_share_that_rises_keeps_all_keys_it_had()
    {
        var (one, five, quarter) = (Chosen(1, "s"), Chosen(5, "s"), Chosen(25, "s"));
        Assert.ProperSubset(five, one);
        Assert.ProperSubset(quarter, five);
        Assert.InRange(one.Count, 850, 1_150);
    }

    [Fact]
    public void Equal_salts_choose_equal_keys() => Assert.Equal(Chosen(25, "same"), Chosen(25, "same"));

    [Fact]
    public void Different_salts_choose_independently()
    {
        // At 50 % each, the four cells of a table of a million keys hold a quarter each.
        var (left, right) = (Chosen(50, "left", Keys), Chosen(50, "right", Keys));
        var both = left.Count(right.Contains);
        double[] cells = [both, left.Count - both, right.Count - both, Keys - left.Count - right.Count + both];

        // Three degrees of freedom: below 31 but for once in a million.
        Assert.InRange(cells.Sum(cell => Math.Pow(cell - (Keys / 4.0), 2) / (Keys / 4.0)), 0, 31);
    }

    [Fact]
    public void Nothing_is_none_and_everything_is_all()
    {
        Assert.Empty(Chosen(0, "s"));
        Assert.Equal(100_000, Chosen(100, "s").Count);
    }

    [Fact]
    public void A_decision_allocates_nothing()
    {
        StickyKey[] keys =
        [
            new(StickyKeyKind.Header, "x-user"), new(StickyKeyKind.Cookie, "u"), new(StickyKeyKind.Query, "u"),
            new(StickyKeyKind.ClientAddress), new(StickyKeyKind.TraceId), new(StickyKeyKind.Header, "x-missing"),
        ];
        var facts = Matching.Asked.For(
            "/?u=a%20b", client: "192.0.2.7", fields: ["X-User: 7", "Cookie: a=b; u=7", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"]);
        foreach (var key in keys)
        {
            var sampler = Sampler(key, Share.FromPercent(50)!, "s");
            sampler.Choose(facts);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                sampler.Choose(facts);
            }

            Assert.True(before == GC.GetAllocatedBytesForCurrentThread(), key.ToString());
        }
    }

    private static StickySampler Sampler(StickyKey key, Share share, string salt) => new(new StickySampling { Key = key }, share, share, salt);

    // One head whose user changes in place, so that a million requests cost no million heads.
    private static HashSet<int> Chosen(int percent, string salt, int keys = 100_000)
    {
        var sampler = Sampler(new StickyKey(StickyKeyKind.Header, "x-user"), Share.FromPercent(percent)!, salt);
        var head = new RequestHead();
        var bytes = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\nX-User: 0000000\r\n\r\n");
        Assert.Equal(WireFault.None, RequestParser.Parse(head, bytes, bytes.Length, 10));
        var facts = new RequestFacts();
        facts.Reset(head, IPAddress.Loopback);
        var user = bytes.AsMemory(bytes.Length - 11, 7);
        var chosen = new HashSet<int>();
        for (var i = 0; i < keys; i++)
        {
            i.TryFormat(user.Span, out _, "D7", System.Globalization.CultureInfo.InvariantCulture);
            if (sampler.Choose(facts))
            {
                chosen.Add(i);
            }
        }

        return chosen;
    }
}
