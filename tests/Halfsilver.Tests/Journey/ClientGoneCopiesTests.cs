using System.Text;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Tests.Sending;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Journey;

/// <summary>What becomes of copies when the client is gone as they fall due.</summary>
public sealed class ClientGoneCopiesTests
{
    [Fact]
    public async Task A_whole_request_that_the_primary_has_seen_is_copied()
    {
        var (copies, books) = await RunAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n", PiecedBody.None(), seen: true);
        Assert.Equal(1, copies);
        Assert.Equal(1, books[Fate.Answered]);
    }

    [Fact]
    public async Task A_request_that_the_primary_has_not_seen_is_not()
    {
        var (copies, books) = await RunAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n", PiecedBody.None(), seen: false);
        Assert.Equal(0, copies);
        Assert.Equal(1, books[Fate.ClientAbort]);
    }

    [Fact]
    public async Task Nor_is_one_whose_body_is_not_there_yet()
    {
        var body = new PiecedBody(new byte[10], piece: 10, declared: true);
        var (copies, books) = await RunAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n", body, seen: true);
        Assert.Equal(0, copies);
        Assert.Equal(1, books[Fate.ClientAbort]);
    }

    private static async Task<(int Copies, Books Books)> RunAsync(string text, PiecedBody body, bool seen)
    {
        await using var mirror = RecordingUpstream.Start();
        await using var rig = new Rig();
        var head = new RequestHead();
        var bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(WireFault.None, RequestParser.Parse(head, bytes, bytes.Length, 100));
        var instance = new Instance("test", rig.Budgets.Bytes, rig.Wheel, TimeProvider.System, rig.Listeners);
        var exchange = new Exchange(head, body, new NoAnswer(), Client.Of(null, https: false), instance);
        var compiled = rig.Mirror(mirror.EndPoint);
        exchange.Begin(now: 0, TrustedProxies.None);
        Assert.True(compiled.Choose(exchange.Facts, loops: false, upgrade: false, out _));
        exchange.Choose(compiled);
        exchange.OpenTee();
        exchange.ClientGone();
        exchange.SendCopies(seen);
        exchange.End(TeeCut.ClientAbort, elapsed: 0);
        await rig.AtRestAsync(compiled);
        return (mirror.Count, compiled.Live.Books);
    }
}
