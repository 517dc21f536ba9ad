using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Halfsilver.Gateway.Listening;
using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Fuzz;

/// <summary>What a client sends: head's end, head, and the body behind it.</summary>
internal sealed class FrontTarget : FuzzTarget
{
    private const int MostFields = 4096;

    private static readonly ConnectionLimits s_limits = new() { MinBodyRate = 0 };

    private readonly RequestHead _head = new();
    private static readonly DeadlineWheel s_wheel = new(TimeProvider.System);

    public override string Name => "front";

    public override IReadOnlyList<string> Words =>
    [
        "GET / HTTP/1.1\r\n", "Host: a.example\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "Expect: 100-continue\r\n", "\r\n\r\n", "\r\n",
        "HTTP/1.0", "Connection: Upgrade\r\nUpgrade: websocket\r\n", "http://a.example", "[::1]:80", "%41", "OPTIONS *", "CONNECT a:1", "chunked", ": ", ", ", .. ChunksTarget.Pieces,
    ];

    public override byte[] Make(Random random)
    {
        var damage = new Damage(random.Next());
        return Encoding.Latin1.GetBytes((random.Next(8) == 0 ? "\r\n" : "") + damage.Head() + (random.Next(3) == 0 ? "hello" : damage.Chunks()));
    }

    public override int Run(byte[] input, Random random)
    {
        var start = HeadEnd.LeadingCrLf(input);
        var bytes = input[start..];
        var end = End(bytes, random);
        if (end < 0)
        {
            return Kind.Of(-1, (long)HeadEnd.Sniff(bytes), Kind.Shape(HeadFacts.Text(bytes.AsSpan(0, Math.Min(16, bytes.Length)))));
        }

        var wanted = ReferenceRequest.Read(HeadFacts.Text(bytes.AsSpan(0, end)));
        var fault = RequestParser.Parse(_head, bytes, end, MostFields);
        Disagreement.Unless(fault == WireFault.None ? HeadFacts.Of(_head) : null, wanted, $"request parser ({fault}) and reference");
        if (wanted is null)
        {
            return Kind.Of((long)fault, Kind.Size(_head.FieldCount));
        }

        for (var part = 0; part < end; part++)
        {
            Disagreement.Unless(HeadEnd.Sniff(bytes.AsSpan(0, part)), WireFault.None, $"the first {part} bytes of a good head");
        }

        var whole = Body(bytes.AsMemory(end), () => int.MaxValue);
        Disagreement.Unless(Body(bytes.AsMemory(end), () => 1 + random.Next(9)), whole, "body cut at random");
        Compare(whole, HeadFacts.Text(bytes.AsSpan(end)), wanted);
        return Kind.Of(
            0, Kind.Size(_head.FieldCount), (long)_head.Form, _head.Minor, (long)_head.Framing, (long)whole.Result, Kind.Size(whole.Data.Length), Kind.Shape(whole.Trailers),
            (_head.KeepAlive ? 1 : 0) + (_head.Upgrade ? 2 : 0) + (_head.ExpectsContinue ? 4 : 0), Kind.Shape(wanted.Target), Kind.Shape(wanted.Authority));
    }

    /// <summary>The head's end, looked for in bytes that arrive in pieces.</summary>
    private static int End(byte[] bytes, Random random)
    {
        var wanted = HeadFacts.Text(bytes).IndexOf("\r\n\r\n", StringComparison.Ordinal);
        for (var (seen, there) = (0, 0); there < bytes.Length;)
        {
            there = Math.Min(bytes.Length, there + 1 + random.Next(40));
            var end = HeadEnd.Find(bytes.AsSpan(0, there), seen);
            if (end >= 0)
            {
                Disagreement.Unless(end, wanted + 4, "the head's end");
                return end;
            }

            seen = there;
        }

        Disagreement.Unless(-1, wanted, "the head's end");
        return -1;
    }

    private static void Compare(Outcome seen, string rest, ReferenceRequest head)
    {
        var wanted = head.Framing switch
        {
            BodyFraming.Chunked => ReferenceChunks.Read(rest) is { } chunks ? new Outcome(BodyResult.End, chunks.Data, chunks.Trailers, chunks.Length) : null,
            BodyFraming.Length when head.ContentLength <= rest.Length => new Outcome(BodyResult.End, rest[..(int)head.ContentLength], "", (int)head.ContentLength),
            BodyFraming.Length => null,
            _ => new Outcome(BodyResult.End, "", "", 0),
        };
        Disagreement.Unless(seen.Result == BodyResult.End ? seen : null, wanted, "body and reference");
        Disagreement.Unless(seen.Result is BodyResult.End or BodyResult.Aborted or BodyResult.Malformed, $"a body ended as {seen.Result}");
    }

    private Outcome Body(ReadOnlyMemory<byte> bytes, Func<int> piece)
    {
        var input = PipeReader.Create(Cut(bytes, piece));
        var connection = new DefaultConnectionContext();
        var answer = new Http1Answer(connection, PipeWriter.Create(Stream.Null), s_wheel);
        answer.Begin(_head, keepAlive: true);
        var body = new Http1Body(input, answer, new ClientDeadline(input), s_wheel, s_limits);
        body.Begin(_head);
        var data = new List<byte>();
        for (var steps = 0; ; steps++)
        {
            var read = body.ReadAsync();
            Disagreement.Unless(steps <= bytes.Length + 1, "a body ends after as many pieces as it has octets");
            var result = Done.Of(read);
            if (result != BodyResult.Piece)
            {
                var trailers = result == BodyResult.End ? HeadFacts.Text(body.Trailers) : "";
                body.Release();
                return new(result, HeadFacts.Text(data.ToArray()), trailers, result == BodyResult.End ? bytes.Length - Left(input) : -1);
            }

            data.AddRange(body.Piece.Span);
        }
    }

    private static int Left(PipeReader input) => input.TryRead(out var read) ? (int)read.Buffer.Length : 0;

    private static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, Func<int> piece)
    {
        var first = new Segment(default, 0);
        var last = first;
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, piece());
            last = last.Append(bytes.Slice(at, length));
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed record Outcome(BodyResult Result, string Data, string Trailers, int Length);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        public Segment Append(ReadOnlyMemory<byte> bytes)
        {
            var next = new Segment(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
