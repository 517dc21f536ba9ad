using System.Net;
using System.Net.Sockets;
using System.Text;
using Halfsilver.Steps;
using Halfsilver.Tests.Sending;
using Halfsilver.Upstreams;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class WireConnectionTests : IDisposable
{
    private static readonly byte[] s_get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();

    private readonly DeadlineWheel _wheel = new(TimeProvider.System);

    public void Dispose() => _wheel.Dispose();

    [Fact]
    public async Task A_refused_connection_is_a_value_and_no_exception()
    {
        await using var nobody = BadMirror.Refuses();

        var (connection, error) = await WireConnection.ConnectAsync(nobody.EndPoint, _wheel, Rig.Patient);

        Assert.Null(connection);
        Assert.Equal(DialResult.Refused, error);
    }

    [Fact]
    public async Task An_answer_is_read_over_a_connection_that_is_used_again_and_again()
    {
        await using var server = RecordingUpstream.Start(request => Answer.Text($"answer {request.Sequence}"));
        var connection = await ConnectAsync(server);
        var pool = new ConnectionPool();

        for (var i = 1; i <= 10; i++)
        {
            Assert.True(await connection.SendAsync(s_get) > 0);
            Assert.Equal(AnswerResult.Ok, await connection.Answers.ReadHeadAsync(toHead: false));
            Assert.Equal(200, connection.Answers.Head.Status);
            Assert.Equal($"answer {i}", await BodyAsync(connection));
            Assert.True(connection.Answers.CanBeKept);
            pool.Keep(connection, TimeSpan.FromMinutes(1));
            Assert.Same(connection, pool.Take());
        }

        Assert.Equal(1, server.Connections);
        connection.Retire();
    }

    [Fact]
    public async Task A_kept_connection_that_the_server_closed_is_not_handed_out()
    {
        await using var server = RecordingUpstream.Start();
        var connection = await ConnectAsync(server);
        await connection.SendAsync(s_get);
        await connection.Answers.ReadHeadAsync(toHead: false);
        Assert.Equal(AnswerResult.End, await connection.Answers.ReadBodyAsync());
        var pool = new ConnectionPool();
        pool.Keep(connection, TimeSpan.FromMinutes(1));

        server.ResetAll();
        await Bound.Eventually(() => !connection.IsFresh, "the close is noticed");

        Assert.Null(pool.Take());
        Assert.Equal(0, pool.IdleCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_goes_while_idle_gives_its_buffer_back(bool byItsService)
    {
        await using var server = RecordingUpstream.Start();
        var connection = await ConnectAsync(server);
        await connection.SendAsync(s_get);
        await connection.Answers.ReadHeadAsync(toHead: false);
        connection.ListenWhileIdle();
        if (byItsService)
        {
            server.ResetAll();
            await Bound.Eventually(() => !connection.IsFresh, "the close is noticed");
        }

        var buffer = connection.Buffer;
        connection.Retire();

        // What a thread gave back last, it is given first.
        Assert.Same(buffer, SmallBlocks.Rent());
    }

    [Fact]
    public async Task A_kept_connection_grows_old_and_goes()
    {
        var time = new FakeTime();
        using var wheel = new DeadlineWheel(time);
        await using var server = RecordingUpstream.Start();
        var (connection, _) = await WireConnection.ConnectAsync(server.EndPoint, wheel, Rig.Patient);
        var pool = new ConnectionPool();
        pool.Keep(connection!, TimeSpan.FromSeconds(60));

        time.Advance(TimeSpan.FromSeconds(61));

        Assert.True(connection!.IsClosed);
        Assert.Null(pool.Take());
    }

    [Fact]
    public async Task A_deadline_ends_a_read_that_waits()
    {
        await using var server = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        var connection = await ConnectAsync(server);
        await connection.SendAsync(s_get);
        connection.Arm(_wheel, TimeSpan.FromMilliseconds(50));

        var read = await connection.Answers.ReadHeadAsync(toHead: false).AsTask().WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(AnswerResult.TimedOut, read);
        connection.Retire();
    }

    [Theory]
    [InlineData("garbage\r\n\r\n", AnswerResult.Protocol)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", AnswerResult.Protocol)]
    [InlineData("", AnswerResult.Closed)]
    [InlineData("HTTP/1.1 200 O", AnswerResult.Truncated)]
    public async Task What_is_no_answer_is_told_apart(string bytes, object expected)
    {
        var (connection, server) = await RawAsync(bytes);
        using (server)
        {
            Assert.Equal((AnswerResult)expected, await connection.Answers.ReadHeadAsync(toHead: false));
        }

        connection.Retire();
    }

    [Theory]
    [InlineData(65_000, AnswerResult.Ok)]
    [InlineData(66_000, AnswerResult.HeadTooLarge)]
    public async Task A_head_may_have_64_KiB(int length, object expected)
    {
        var head = "HTTP/1.1 200 OK\r\nX: ";
        var (connection, server) = await RawAsync(head + new string('x', length - head.Length - 23) + "\r\nContent-Length: 0\r\n\r\n");
        using (server)
        {
            Assert.Equal((AnswerResult)expected, await connection.Answers.ReadHeadAsync(toHead: false));
        }

        connection.Retire();
    }

    private async Task<WireConnection> ConnectAsync(LoopbackServer server)
    {
        var (connection, error) = await WireConnection.ConnectAsync(server.EndPoint, _wheel, Rig.Patient);
        Assert.Equal(DialResult.Connected, error);
        return connection!;
    }

    /// <summary>A connection whose peer has sent these bytes and ended.</summary>
    private async Task<(WireConnection Connection, Socket Server)> RawAsync(string bytes)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptSocketAsync();
        var (connection, _) = await WireConnection.ConnectAsync(listener.LocalEndpoint, _wheel, Rig.Patient);
        var server = await accepting;
        await server.SendAsync(Bytes.Of(bytes));
        server.Shutdown(SocketShutdown.Send);
        return (connection!, server);
    }

    private static async Task<string> BodyAsync(WireConnection connection)
    {
        var body = new StringBuilder();
        while (await connection.Answers.ReadBodyAsync() == AnswerResult.Ok)
        {
            body.Append(Bytes.Text(connection.Answers.Piece.Span));
        }

        return body.ToString();
    }
}
