using System.Text;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Teeing;
using Halfsilver.Tests.Sending;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Journey;

/// <summary>A body that is read again is copied once.</summary>
public sealed class KeptBodyCopiesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(29_000)]
    [InlineData(30_000)]
    public async Task However_often_it_is_read_a_copy_gets_each_byte_once(int canceledAt)
    {
        var bytes = Enumerable.Range(0, 30_000).Select(i => (byte)(i * 31)).ToArray();
        await using var mirror = RecordingUpstream.Start();
        await using var rig = new Rig();
        var head = new RequestHead();
        var text = Encoding.ASCII.GetBytes("POST /up HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n");
        Assert.Equal(WireFault.None, RequestParser.Parse(head, text, text.Length, 100));
        var instance = new Instance("test", rig.Budgets.Bytes, rig.Wheel, TimeProvider.System, rig.Listeners);
        var exchange = new Exchange(
            head, new PiecedBody(bytes, piece: 1_000) { CanceledAt = canceledAt }, new NoAnswer(), Client.Of(null, https: false), instance);
        var compiled = rig.Mirror(mirror.EndPoint);
        exchange.Begin(now: 0, TrustedProxies.None);
        Assert.True(compiled.Choose(exchange.Facts, loops: false, upgrade: false, out _));
        exchange.Choose(compiled);
        exchange.OpenTee();
        exchange.SendCopies();
        var kept = exchange.KeepBody(bytes.Length, must: false);

        Assert.Equal(PumpResult.Canceled, await PumpAsync(exchange));
        kept.Rewind();
        Assert.Equal(PumpResult.Done, await PumpAsync(exchange));
        kept.Rewind();
        Assert.Equal(PumpResult.Done, await PumpAsync(exchange));
        exchange.End(TeeCut.Body, elapsed: 0);

        var copy = Assert.Single(await mirror.WaitForAsync(1));
        Assert.Equal(bytes, copy.Body);
        Assert.Equal(Anomaly.None, mirror.Anomalies);
        await rig.AtRestAsync(compiled);
    }

    private static async Task<PumpResult> PumpAsync(Exchange exchange) =>
        await BodyPump.RunAsync(exchange, to: null, maxBytes: null, Timeout.InfiniteTimeSpan);
}
