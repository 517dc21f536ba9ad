using Halfsilver.Fuzz;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>A million generated inputs: the fast parsers and the slow, obvious ones see the same.</summary>
public sealed class AgreementTests
{
    private const int HeadsEach = 200_000;
    private const int BodiesEach = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_request_parser_agrees_with_the_reference_on_generated_heads(int seed)
    {
        var damage = new Damage(seed);
        var head = new RequestHead();
        var accepted = 0;
        for (var i = 0; i < HeadsEach; i++)
        {
            var text = damage.Head();
            var bytes = Heads.Bytes(text);
            var fault = RequestParser.Parse(head, bytes, bytes.Length, Heads.MaxFields);
            var seen = fault == WireFault.None ? Facts(head) : null;
            var wanted = ReferenceRequest.Read(text);
            if (seen != wanted)
            {
                Assert.Fail($"Seed {seed}, input {i}: {fault}\n{text}\nfast:      {seen}\nreference: {wanted}");
            }

            accepted += seen is null ? 0 : 1;
        }

        Assert.InRange(accepted, HeadsEach / 10, HeadsEach * 9 / 10);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void The_chunk_reader_agrees_with_the_reference_on_generated_bodies_however_they_are_cut(int seed)
    {
        var damage = new Damage(seed);
        var reader = default(ChunkReader);
        var whole = 0;
        for (var i = 0; i < BodiesEach; i++)
        {
            var text = damage.Chunks();
            reader.Reset();
            var seen = ChunkFeed.Run(ref reader, Heads.Bytes(text), () => 1 + damage.Next(12));
            var wanted = ReferenceChunks.Read(text);
            if (seen != wanted)
            {
                Assert.Fail($"Seed {seed}, input {i}:\n{text}\nfast:      {seen}\nreference: {wanted}");
            }

            whole += seen is null ? 0 : 1;
        }

        Assert.InRange(whole, BodiesEach / 10, BodiesEach * 9 / 10);
    }

    private static ReferenceRequest Facts(RequestHead head)
    {
        var lines = new List<string>();
        foreach (var line in head.Fields)
        {
            lines.Add($"{Heads.Text(head.Name(line))}|{Heads.Text(head.Value(line))}|{line.HopByHop}");
        }

        return new(
            Heads.Text(head.Method), Heads.Text(head.Target), Heads.Text(head.Path), Heads.Text(head.Query), Heads.Text(head.Authority), head.Form,
            head.Minor, head.KeepAlive, head.Upgrade, head.ExpectsContinue, head.Framing, head.ContentLength, string.Join('\n', lines));
    }
}
