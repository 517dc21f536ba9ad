using System.Text;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>What an upstream sends: interim heads, the final one and its body, read off a connection.</summary>
internal sealed class AnswerTarget : FuzzTarget
{
    private static readonly string[] s_heads =
    [
        "HTTP/1.1 200 OK\r\n", "HTTP/1.1 204 No Content\r\n", "HTTP/1.1 304\r\n", "HTTP/1.0 200 \r\n", "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n",
        "HTTP/1.1 500 \xE9\r\n", "HTTP/1.1 600 X\r\n", "HTTP/1.1 99 X\r\n", "HTTP/2 200\r\n", "HTTP/1.1 200OK\r\n",
    ];

    private static readonly string[] s_fields =
    [
        "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Connection: close\r\n",
        "Connection: keep-alive, X-A\r\n", "X-A: 1\r\n", "Set-Cookie: a=b\r\n", "A:\r\n", " folded\r\n", "Trailer: A\r\n",
    ];

    private static readonly string[] s_interims = ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"];

    private static readonly DeadlineWheel s_wheel = new(TimeProvider.System);

    public override string Name => "answer";

    // Longer than any head that is read, so that those are met too.
    public override int Longest => 80 * 1024;

    public override IReadOnlyList<string> Words => [.. s_heads, .. s_fields, .. s_interims, "\r\n\r\n", "hello", .. ChunksTarget.Pieces];

    public override byte[] Make(Random random)
    {
        var text = new StringBuilder("?");
        for (var i = random.Next(3) == 0 ? random.Next(4) : 0; i > 0; i--)
        {
            text.Append(s_interims[random.Next(s_interims.Length)]);
        }

        text.Append(s_heads[random.Next(random.Next(2) == 0 ? 1 : s_heads.Length)]);
        for (var i = random.Next(4); i > 0; i--)
        {
            text.Append(s_fields[random.Next(s_fields.Length)]);
        }

        if (random.Next(200) == 0)
        {
            text.Append("X-Long: ").Append('x', random.Next(70_000)).Append("\r\n");
        }

        text.Append("\r\n").Append(random.Next(2) == 0 ? "hello" : new Damage(random.Next()).Chunks());
        text[0] = random.Next(8) == 0 ? 'H' : '-';
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>The first octet says whether HEAD was asked; the rest is what came.</summary>
    public override int Run(byte[] input, Random random)
    {
        var toHead = input is [(byte)'H', ..];
        var bytes = input.AsMemory(Math.Min(1, input.Length));
        var whole = Read(bytes, toHead, () => int.MaxValue);
        var size = bytes.Length > 8192 ? 5000 : 12;
        Disagreement.Unless(Read(bytes, toHead, () => 1 + random.Next(size)), whole, "cut at random");
        var wanted = ReferenceExchange.Read(HeadFacts.Text(bytes.Span), toHead);
        Disagreement.Unless(whole.Heads, wanted.Heads, "heads of answers and reference");
        if (wanted.Result == ReferenceExchange.BrokenOrCut)
        {
            Disagreement.Unless(whole.Result is AnswerResult.Truncated || whole is { Result: AnswerResult.Protocol, Fault: WireFault.BadChunk }, $"a chunked body that is not whole: {whole}");
        }
        else
        {
            Disagreement.Unless(whole.Result, wanted.Result, $"how the answer ended ({whole.Fault}) and reference");
        }

        if (whole.Result == AnswerResult.End)
        {
            Disagreement.Unless(whole with { Fault = WireFault.None }, wanted, "answer's body and reference");
        }

        return Kind.Of((long)whole.Result, (long)whole.Fault, Kind.Shape(whole.Heads), Kind.Size(whole.Data.Length), Kind.Shape(whole.Trailers), toHead ? 1 : 0);
    }

    private static ReferenceExchange Read(ReadOnlyMemory<byte> bytes, bool toHead, Func<int> piece)
    {
        var channel = new CannedChannel(bytes, piece);
        var connection = new WireConnection(channel, s_wheel);
        var reader = connection.Answers;
        var heads = new StringBuilder();
        var data = new List<byte>();
        var steps = 0;
        AnswerResult result;
        do
        {
            result = Done.Of(reader.ReadHeadAsync(toHead));
            if (result == AnswerResult.Ok)
            {
                heads.Append(HeadFacts.Of(reader.Head)).Append('\n');
            }
        }
        while (result == AnswerResult.Ok && reader.Head.Status is < 200 and not 101);

        while (result == AnswerResult.Ok)
        {
            result = Done.Of(reader.ReadBodyAsync());
            Disagreement.Unless(++steps <= bytes.Length + 2, "a body ends after as many pieces as it has octets");
            if (result == AnswerResult.Ok)
            {
                data.AddRange(reader.Piece.Span);
            }
        }

        var ended = result == AnswerResult.End;
        var outcome = new ReferenceExchange(
            heads.ToString(), result, reader.Fault, HeadFacts.Text(data.ToArray()), ended ? HeadFacts.Text(reader.CopyTrailers().Span) : "",
            ended ? channel.Given - reader.Rest.Length : -1);
        connection.Retire();
        return outcome;
    }
}
