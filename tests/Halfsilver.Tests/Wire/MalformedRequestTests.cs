using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class MalformedRequestTests
{
    public static TheoryData<int, string> Cases { get; } = [.. MalformedRequests.All.Select((one, index) => (index, one.ToString()))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Odd_requests_are_refused_or_mean_exactly_one_request(int index, string name)
    {
        var one = MalformedRequests.All[index];
        var seen = ReadOne(one.Bytes);
        Assert.True(seen == one.Expected, $"{name} was {seen}");
    }

    [Fact]
    public void The_corpus_is_broad_and_its_cases_differ()
    {
        Assert.True(MalformedRequests.All.Count >= 120);
        Assert.Equal(MalformedRequests.All.Count, MalformedRequests.All.Select(one => Heads.Text(one.Bytes)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(MalformedRequests.All.Count, MalformedRequests.All.Select(one => one.ToString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(10, MalformedRequests.All.Select(one => one.Class).Distinct(StringComparer.Ordinal).Count());
    }

    // As a front reads: one empty line passed over, a head, its body, and nothing may be left.
    private static Expected ReadOne(byte[] bytes)
    {
        bytes = bytes[HeadEnd.LeadingCrLf(bytes)..];
        var end = HeadEnd.Find(bytes, 0);
        if (end < 0)
        {
            Assert.NotEqual(WireFault.None, HeadEnd.Sniff(bytes));
            return Expected.Refused;
        }

        var head = new RequestHead();
        if (RequestParser.Parse(head, bytes, end, Heads.MaxFields) != WireFault.None)
        {
            return Expected.Refused;
        }

        var body = bytes[end..];
        if (head.Framing == BodyFraming.Chunked)
        {
            var reader = default(ChunkReader);
            var seen = ChunkFeed.Run(ref reader, body, () => int.MaxValue / 2);
            if (seen is null)
            {
                return Expected.Refused;
            }

            Assert.Equal(body.Length, seen.Length);
        }
        else
        {
            Assert.Equal(body.Length, Math.Max(0, head.ContentLength));
        }

        return Expected.ForwardedAsOne;
    }
}
