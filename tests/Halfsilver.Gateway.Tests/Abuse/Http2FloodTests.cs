using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Abuse;

/// <summary>Frames that cost a client nothing, without end: the connection ends or stands still, and everybody else is served.</summary>
[Collection(Alone.Name)]
public sealed class Http2FloodTests : IAsyncLifetime
{
    private const int Times = 200;
    private const int Batch = 200;

    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private TestGateway _gateway = null!;

    public static TheoryData<string> Floods => ["settings", "ping", "empty data", "empty continuation", "priority", "window", "unknown", "reset idle", "tiny data"];

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(Plans.To(_primary, Plans.Mirror(_mirror)));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task A_flood_of_frames_takes_nothing_from_others(string flood)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        await BeginAsync(client, flood);
        var batch = Enumerable.Repeat(FrameOf(flood), Batch).SelectMany(frame => frame).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var flooding = client.FloodAsync(batch, Times);
        await using (var normal = await _gateway.ConnectAsync())
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(200, (await normal.AskAsync("GET /normal HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
            }
        }

        await Bound.Within(flooding, TimeSpan.FromSeconds(20), "the flood is over");

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 16 * 1024 * 1024, $"{grown} bytes more");
        Assert.All(_primary.Requests, request => Assert.Equal("/normal", request.Target));
        Assert.All(_mirror.Requests, request => Assert.Equal("/normal", request.Target));
    }

    [Fact]
    public async Task A_head_without_an_end_costs_its_connection_at_the_limit()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        await client.SendFrameAsync(1, 1, 1, Http2Client.Block((":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a.test")));
        var piece = Http2Client.Frame(9, 0, 1, Http2Client.Block(("x-a", new string('x', 4000))));

        var taken = await client.FloodAsync(piece, 10_000);

        Assert.True(taken < 10_000, "the connection has ended");
        Assert.Equal((0, 0), (_primary.Connections, _mirror.Connections));
    }

    [Fact]
    public async Task A_head_that_goes_on_with_nothing_ends_with_the_time_for_heads()
    {
        var limits = new ConnectionLimits { HeadTimeout = TimeSpan.FromSeconds(4) };
        await using var gateway = await TestGateway.StartAsync(Plans.To(_primary, Plans.Mirror(_mirror)).WithLimits(limits));
        await using var client = await Http2Client.ConnectAsync(gateway.Address);
        await BeginAsync(client, "empty continuation");
        await client.SendFrameAsync(9, 0, 1, []);

        await Bound.Within(client.ReadToEndAsync(), Bound.Usual, "the connection ends");

        Assert.True(client.Ended);
        Assert.Equal((0, 0), (_primary.Connections, _mirror.Connections));
    }

    [Theory]
    [InlineData("a frame larger than agreed")]
    [InlineData("data for the connection")]
    [InlineData("a push from a client")]
    [InlineData("a stream of the server's")]
    [InlineData("another frame within a head")]
    [InlineData("a window that is too wide")]
    [InlineData("settings of half a length")]
    [InlineData("a head that no table gives")]
    public async Task A_frame_against_the_rules_ends_the_connection_and_says_so(string what)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await SendWrongAsync(client, what);
        await Bound.Within(client.ReadToEndAsync(), Bound.Usual, "the connection ends");

        Assert.True(client.GoAway > 0, $"GOAWAY says {client.GoAway}");
        Assert.Equal((0, 0), (_primary.Connections, _mirror.Connections));
        await using var next = await Http2Client.ConnectAsync(_gateway.Address);
        await next.SendRequestAsync(1, "GET", "/", end: true);
        Assert.Equal(200, (await next.ReadAnswerAsync(1)).Status);
    }

    private static async Task SendWrongAsync(Http2Client client, string what)
    {
        switch (what)
        {
            case "a frame larger than agreed":
                await client.SendFrameAsync(0, 0, 1, new byte[100_000]);
                break;
            case "data for the connection":
                await client.SendFrameAsync(0, 0, 0, [1]);
                break;
            case "a push from a client":
                await client.SendFrameAsync(5, 4, 1, [0, 0, 0, 2]);
                break;
            case "a stream of the server's":
                await client.SendRequestAsync(2, "GET", "/", end: true);
                break;
            case "another frame within a head":
                await client.SendFrameAsync(1, 1, 1, Http2Client.Block((":method", "GET")));
                await client.SendFrameAsync(6, 0, 0, new byte[8]);
                break;
            case "a window that is too wide":
                await client.SendFrameAsync(8, 0, 0, [0x7F, 0xFF, 0xFF, 0xFF]);
                break;
            case "settings of half a length":
                await client.SendFrameAsync(4, 0, 0, [0, 4, 0]);
                break;
            default:
                await client.SendFrameAsync(1, 5, 1, [0xFF, 0xFF, 0xFF, 0x7F]);
                break;
        }
    }

    private static async Task BeginAsync(Http2Client client, string flood)
    {
        switch (flood)
        {
            case "empty data" or "tiny data":
                await client.SendRequestAsync(1, "POST", "/normal", end: false);
                break;
            case "empty continuation":
                await client.SendFrameAsync(1, 1, 1, Http2Client.Block((":method", "GET"), (":scheme", "http"), (":path", "/never"), (":authority", "a.test")));
                break;
        }
    }

    private static byte[] FrameOf(string flood) => flood switch
    {
        "settings" => Http2Client.Frame(4, 0, 0, [0, 3, 0, 0, 0, 100]),
        "ping" => Http2Client.Frame(6, 0, 0, new byte[8]),
        "empty data" => Http2Client.Frame(0, 0, 1, []),
        "tiny data" => Http2Client.Frame(0, 8, 1, [8, .. new byte[8]]),
        "empty continuation" => Http2Client.Frame(9, 0, 1, []),
        "priority" => Http2Client.Frame(2, 0, 1, [0, 0, 0, 0, 1]),
        "window" => Http2Client.Frame(8, 0, 0, [0, 0, 0, 1]),
        "reset idle" => Http2Client.Frame(3, 0, 1, [0, 0, 0, 8]),
        _ => Http2Client.Frame(0xBA, 0, 0, [1, 2, 3]),
    };
}
