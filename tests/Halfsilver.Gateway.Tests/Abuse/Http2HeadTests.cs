using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Abuse;

/// <summary>Heads of HTTP/2 that no client in its senses sends: refused, and neither primary nor mirror hears of them.</summary>
public sealed class Http2HeadTests : IAsyncLifetime
{
    private const int ProtocolError = 1;
    private const int EndStreamAndHeaders = 5;

    private static readonly (string Name, string Value)[] s_good = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a.test")];

    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(Plans.To(_primary, Plans.Mirror(_mirror)));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Theory]
    [InlineData("x-a", "b\rc")]
    [InlineData("x-a", "b\nc")]
    [InlineData("x-a", "\0")]
    [InlineData("x-a", "b\u0001c")]
    [InlineData("x-a", "b\u001fc")]
    [InlineData("x-a", "b\u007fc")]
    [InlineData("x-\r", "b")]
    [InlineData("x-\0", "b")]
    [InlineData("x-\t", "b")]
    [InlineData("x-\u0001", "b")]
    [InlineData("x-\u007f", "b")]
    [InlineData("x-\u00e9", "b")]
    [InlineData("x-a:", "b")]
    [InlineData("x(a)", "b")]
    [InlineData("Host", "a.test")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("te", "trailers, gzip")]
    [InlineData("content-length", "-1")]
    [InlineData("content-length", "+1")]
    [InlineData("content-length", "1, 2")]
    [InlineData("content-length", "0x10")]
    [InlineData("content-length", "99999999999999999999")]
    public async Task A_field_that_could_become_another_is_refused(string name, string value) =>
        await AssertRefusedAsync([.. s_good, (name, value)]);

    [Theory]
    [InlineData(":method")]
    [InlineData(":scheme")]
    [InlineData(":path")]
    public async Task A_pseudo_field_that_is_missing_is_refused(string name) =>
        await AssertRefusedAsync([.. s_good.Where(field => field.Name != name)]);

    [Theory]
    [InlineData(":method", "GET")]
    [InlineData(":scheme", "http")]
    [InlineData(":path", "/")]
    [InlineData(":authority", "a.test")]
    [InlineData(":path", "/other")]
    [InlineData(":authority", "other.test")]
    public async Task A_pseudo_field_that_comes_twice_is_refused(string name, string value) =>
        await AssertRefusedAsync([.. s_good, (name, value)]);

    [Fact]
    public async Task A_pseudo_field_behind_other_fields_is_refused() =>
        await AssertRefusedAsync([.. s_good[..3], ("x-a", "1"), s_good[3]]);

    [Theory]
    [InlineData(":path", "/a\tb")]
    [InlineData(":path", "/a\u007fb")]
    [InlineData(":path", "/a\u0001b")]
    [InlineData(":path", "/a#b")]
    [InlineData(":path", "http://other.test/")]
    [InlineData(":path", "*")]
    [InlineData(":path", "//../x")]
    [InlineData(":path", "/%2e%2e/x")]
    [InlineData(":method", "G(T")]
    [InlineData(":method", "GET /x")]
    [InlineData(":scheme", "http\r\nx: y")]
    [InlineData(":authority", "a.test\u0001")]
    [InlineData(":authority", "a.test/x")]
    [InlineData(":authority", "a.test:99999999")]
    [InlineData(":Path", "/")]
    [InlineData(":x", "/")]
    public async Task A_pseudo_field_that_reads_two_ways_is_refused(string name, string value) =>
        await AssertRefusedAsync([.. s_good.Where(field => field.Name != name), (name, value)]);

    [Fact]
    public async Task Two_lengths_that_differ_are_refused() =>
        await AssertRefusedAsync([.. s_good, ("content-length", "1"), ("content-length", "2")]);

    [Fact]
    public async Task A_length_without_a_body_is_refused() =>
        await AssertRefusedAsync([.. s_good, ("content-length", "3")]);

    [Fact]
    public async Task A_Host_that_is_not_the_authority_never_reaches_anybody()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendHeadAsync(1, end: true, [.. s_good, ("host", "internal.test")]);

        Assert.Equal(200, (await client.ReadAnswerAsync(1)).Status);
        foreach (var upstream in new[] { _primary, _mirror })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal(["a.test"], arrived.Fields.All("Host"));
            Assert.DoesNotContain("internal.test", Bytes.Text(arrived.Head));
        }
    }

    [Theory]
    [InlineData(" b")]
    [InlineData("b ")]
    [InlineData("\tb")]
    public async Task White_space_around_a_value_is_refused_or_taken_off(string value)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendHeadAsync(1, end: true, [.. s_good, ("x-a", value)]);

        if ((await client.ReadAnswerAsync(1)).Status == 200)
        {
            Assert.Equal("b", Assert.Single(await _primary.WaitForAsync(1)).Field("x-a"));
        }
    }

    [Fact]
    public async Task A_head_in_many_pieces_is_read_up_to_the_limit_and_refused_beyond()
    {
        await using var gateway = await TestGateway.StartAsync(
            Plans.To(_primary, Plans.Mirror(_mirror)).WithLimits(new ConnectionLimits { MaxHeadBytes = 8 * 1024, MaxFields = 100 }));
        await using var fitting = await Http2Client.ConnectAsync(gateway.Address);
        await SendPiecesAsync(fitting, 6);
        Assert.Equal(200, (await fitting.ReadAnswerAsync(1)).Status);

        await using var large = await Http2Client.ConnectAsync(gateway.Address);
        await SendPiecesAsync(large, 9);
        await AssertAnsweredBadlyAsync(large);
        Assert.Single(_primary.Begun);
    }

    private static async Task SendPiecesAsync(Http2Client client, int pieces)
    {
        await client.SendFrameAsync(1, 1, 1, Http2Client.Block(s_good));
        for (var i = 0; i < pieces; i++)
        {
            var last = i == pieces - 1;
            await client.SendFrameAsync(9, last ? (byte)4 : (byte)0, 1, Http2Client.Block(($"x-{i}", new string('x', 1000))));
        }
    }

    private async Task AssertRefusedAsync((string Name, string Value)[] fields)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        await client.SendFrameAsync(1, EndStreamAndHeaders, 1, Http2Client.Block(fields));

        await AssertAnsweredBadlyAsync(client);
        Assert.Equal((0, 0), (_primary.Connections, _mirror.Connections));

        // The gateway is none the worse for it.
        await using var next = await Http2Client.ConnectAsync(_gateway.Address);
        await next.SendRequestAsync(1, "GET", "/", end: true);
        Assert.Equal(200, (await next.ReadAnswerAsync(1)).Status);
    }

    private static async Task AssertAnsweredBadlyAsync(Http2Client client)
    {
        var answer = await client.ReadAnswerAsync(1);
        Assert.True(
            answer.Status is 400 or 431 || answer.ResetWith == ProtocolError || client.GoAway > 0,
            $"status {answer.Status}, reset {answer.ResetWith}, goaway {client.GoAway}");
    }
}
