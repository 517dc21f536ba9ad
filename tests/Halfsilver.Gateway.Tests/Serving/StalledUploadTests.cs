using System.Net;
using System.Net.Sockets;
using Halfsilver.Gateway.Serving;
using Halfsilver.Gateway.Serving.FanOut;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>A primary that has answered in full and takes no more of the body.</summary>
public sealed class StalledUploadTests : IDisposable
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(15);

    private readonly FakeTime _time = new();
    private readonly DeadlineWheel _wheel;

    public StalledUploadTests() => _wheel = new DeadlineWheel(_time);

    public void Dispose() => _wheel.Dispose();

    [Fact]
    public async Task The_short_rest_of_a_body_is_not_waited_for_beyond_the_primarys_patience()
    {
        var channel = new Stalling();
        using var answer = new CapturedAnswer(1_000);
        var (call, endpoint) = Call(channel, new TwoPieces(), answer);
        await Bound.Eventually(() => channel.Sends == 2, "the body is on its way");
        channel.Answer();
        await Bound.Eventually(() => answer.Ended, "the client has the answer");

        _time.Advance(2 * s_answer);
        if (!await Bound.EndsWithin(call, TimeSpan.FromSeconds(3)))
        {
            // Its patience had yet to begin.
            _time.Advance(2 * s_answer);
        }

        Assert.Equal(CallResult.Answered, await Bound.Within(call, Bound.Usual, "the call ends"));
        Assert.Equal(0, endpoint.Pool.IdleCount);
    }

    [Fact]
    public async Task A_connection_that_takes_no_byte_has_not_read_the_body_that_was_to_go_with_the_head()
    {
        using var answer = new CapturedAnswer(1_000);
        var body = new TwoPieces(Bytes.Of("abc"));

        var (call, _) = Call(new Taking(0), body, answer);

        Assert.Equal(CallResult.NotAccepted, await Bound.Within(call, Bound.Usual, "the call ends"));
        Assert.True(body.CanRewind);
    }

    [Fact]
    public async Task A_connection_that_takes_some_bytes_and_goes_has_accepted_the_request()
    {
        using var answer = new CapturedAnswer(1_000);

        var (call, _) = Call(new Taking(20), new TwoPieces(Bytes.Of("abc")), answer);

        Assert.Equal(CallResult.Reset, await Bound.Within(call, Bound.Usual, "the call ends"));
    }

    private (Task<CallResult> Call, Endpoint Endpoint) Call(WireChannel channel, BodySource body, AnswerSink answer)
    {
        var head = new RequestHead();
        var bytes = Bytes.Of("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n");
        Assert.Equal(WireFault.None, RequestParser.Parse(head, bytes, bytes.Length, 10));
        var exchange = new Exchange(
            head, body, answer, new Client(IPAddress.Loopback, default, Https: false),
            new Instance("id", new ByteBudget(1_000_000), _wheel, _time, new CopyListeners()));
        exchange.Begin(0, TrustedProxies.None);
        var endpoint = new Endpoint(new EndpointAddress { Host = "127.0.0.1", Port = 1 }, new Resolver(_time));
        var call = PrimaryCall.RunAsync(
            exchange, endpoint, new WireConnection(channel, _wheel), LegTemplate.Compile(Rewrite.None, null, HostRewrite.Preserve),
            new ForwardLimits(s_answer, s_answer, s_answer, MaxBodyBytes: null)).AsTask();
        return (call, endpoint);
    }

    /// <summary>Takes the first few bytes and resets.</summary>
    private sealed class Taking(int most) : WireChannel
    {
        private const int Reset = -(int)SocketError.ConnectionReset;

        public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => new(Reset);

        public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body) => new(most > 0 ? most : Reset);

        public override ValueTask<int> ReceiveAsync(Memory<byte> into) => new(Reset);

        public override void EndSending() => Close();

        public override void Close()
        {
            // It has gone.
        }

        public override void Retire(bool receives)
        {
            // It holds nothing.
        }
    }

    /// <summary>Takes the head and then no byte more; answers when it is told to.</summary>
    private sealed class Stalling : WireChannel
    {
        private readonly TaskCompletionSource<int> _sending = new();
        private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _sends;

        public int Sends => Volatile.Read(ref _sends);

        public void Answer() => _answers.SetResult();

        public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) =>
            Interlocked.Increment(ref _sends) == 1 ? new(bytes.Length) : new(_sending.Task);

        public override async ValueTask<int> ReceiveAsync(Memory<byte> into)
        {
            await _answers.Task;
            var answer = Bytes.Of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            answer.CopyTo(into);
            return answer.Length;
        }

        public override void EndSending() => Close();

        public override void Close() => _sending.TrySetResult(Aborted);

        public override void Retire(bool receives)
        {
            // It holds nothing.
        }
    }

    private sealed class TwoPieces : BodySource
    {
        private readonly ReadOnlyMemory<byte> _first;

        public TwoPieces(byte[]? atHand = null)
        {
            (Framing, Length) = (BodyFraming.Length, 6);
            _first = atHand;
        }

        public override ReadOnlyMemory<byte> AtHand => Taken == 0 ? _first : default;

        public override ReadOnlySpan<byte> Trailers => default;

        public override ValueTask<BodyResult> ReadAsync()
        {
            Ended = Taken == Length;
            Piece = Ended ? default : Bytes.Of("abc");
            Taken += Piece.Length;
            return new(Ended ? BodyResult.End : BodyResult.Piece);
        }

        public override void CancelRead()
        {
        }

        public override void Resume()
        {
        }
    }
}
