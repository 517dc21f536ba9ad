using System.Text;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>The chunk reader: as the reference says, wherever the body is cut.</summary>
internal sealed class ChunksTarget : FuzzTarget
{
    internal static readonly string[] Pieces =
        ["0\r\n\r\n", "5\r\nhello\r\n", "1;a=b\r\nx\r\n", ";a=\"\\\"\"", "\r\n", "0\r\nA: b\r\n\r\n", "Content-Length: 1\r\n", "00000000", "ffffffffffffffff\r\n", "=\"q\""];

    private ChunkReader _reader;

    public override string Name => "chunks";

    public override IReadOnlyList<string> Words => Pieces;

    public override byte[] Make(Random random) => Encoding.Latin1.GetBytes(new Damage(random.Next()).Chunks());

    public override int Run(byte[] input, Random random)
    {
        var whole = Read(ref _reader, input, () => input.Length, out var fault);
        var cut = Read(ref _reader, input, () => 1 + random.Next(9), out var cutFault);
        var octets = Read(ref _reader, input, () => 1, out var octetFault);
        Disagreement.Unless(cut, whole, "cut at random");
        Disagreement.Unless(octets, whole, "cut into octets");
        Disagreement.Unless((cutFault, octetFault), (fault, fault), "faults of the same bytes, cut");
        var wanted = ReferenceChunks.Read(HeadFacts.Text(input));
        Disagreement.Unless(whole.Ended ? new ReferenceChunks(whole.Data, whole.Trailers, whole.Length) : null, wanted, "chunk reader and reference");
        return Kind.Of((long)fault, whole.Ended ? 1 : 0, Kind.Size(whole.Data.Length), Kind.Shape(whole.Trailers), Kind.Shape(Sizes(input)));
    }

    private static string Sizes(byte[] input) => HeadFacts.Text(input.AsSpan(0, Math.Min(input.Length, 24)));

    private static Outcome Read(ref ChunkReader reader, byte[] bytes, Func<int> piece, out WireFault fault)
    {
        reader.Reset();
        var data = new List<byte>();
        var at = 0;
        var steps = 0;
        while (at < bytes.Length && !reader.Ended)
        {
            var end = Math.Min(bytes.Length, at + piece());
            while (at < end && !reader.Ended)
            {
                var input = bytes.AsSpan(at, end - at);
                fault = reader.Read(input, out var consumed, out var start, out var length);
                Disagreement.Unless(start >= 0 && length >= 0 && start + length <= consumed && consumed <= input.Length, "what was read lies inside the input");
                data.AddRange(input.Slice(start, length));
                at += consumed;
                if (fault != WireFault.None)
                {
                    return new(HeadFacts.Text(data.ToArray()), "", at, false);
                }

                Disagreement.Unless(consumed > 0 && ++steps <= bytes.Length, "a reader that takes nothing is asked forever");
            }
        }

        fault = WireFault.None;
        return new(HeadFacts.Text(data.ToArray()), reader.Ended ? HeadFacts.Text(reader.Trailers) : "", at, reader.Ended);
    }

    private sealed record Outcome(string Data, string Trailers, int Length, bool Ended);
}
