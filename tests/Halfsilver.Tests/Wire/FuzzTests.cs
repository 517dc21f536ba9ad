using System.Text;
using Halfsilver.Fuzz;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>The fuzzing program's targets, each for seconds from a fixed seed, and the harness itself.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All().Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Readers_keep_their_promises_for_inputs_made_at_random(string name)
    {
        var run = Run(FuzzTarget.All().Single(target => target.Name == name), TimeSpan.FromSeconds(3));
        Assert.Empty(run.Findings);
        Assert.True(run.Executions > 60 && run.Kinds > 3, run.ToString());
    }

    [Fact]
    public void A_reader_that_throws_and_one_that_disagrees_are_found_and_their_inputs_kept()
    {
        var run = Run(new Careless(), TimeSpan.FromSeconds(3));
        Assert.True(run.Crashes > 0 && run.Disagreements > 0, run.ToString());
        var file = run.Findings[0][..run.Findings[0].IndexOf(':', StringComparison.Ordinal)];
        Assert.Contains('!', File.ReadAllText(file, Encoding.Latin1));
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        Assert.Equal(Inputs(5), Inputs(5));
        Assert.NotEqual(Inputs(5), Inputs(6));

        static string[] Inputs(int seed)
        {
            var random = new Random(seed);
            var target = new ChunksTarget();
            var mutator = new Mutator(random, target);
            return [.. Enumerable.Range(0, 50).Select(_ => Convert.ToHexString(mutator.Mutate(target.Make(random), target.Make(random))))];
        }
    }

    [Fact]
    public void Inputs_of_a_new_kind_are_written_to_the_corpus_and_read_from_it()
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-fuzz-").FullName;
        try
        {
            new FuzzRun(new ChunksTarget(), new FuzzSettings(TimeSpan.Zero, 1, folder, folder)).Run();
            var kept = Corpus.Files(Path.Combine(folder, "chunks")).ToArray();
            Assert.NotEmpty(kept);
            var again = new FuzzRun(new ChunksTarget(), new FuzzSettings(TimeSpan.Zero, 1, folder, folder)).Run();
            Assert.True(again.Executions > kept.Length, again.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What fuzzing found first: the end of an interim head and an empty line behind it were taken for the end of the next head.
    [Theory]
    [InlineData("-HTTP/1.1 103 Early Hints\r\n\r\n\r\n")]
    [InlineData("-HTTP/1.1 100 Continue\r\n\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")]
    public void An_answers_head_ends_where_the_reference_says_however_it_is_cut(string input)
    {
        var target = new AnswerTarget();
        for (var seed = 0; seed < 50; seed++)
        {
            target.Run(Heads.Bytes(input), new Random(seed));
        }
    }

    private static FuzzRun Run(FuzzTarget target, TimeSpan time)
    {
        var findings = Path.Combine(Path.GetTempPath(), "halfsilver-fuzz");
        return new FuzzRun(target, new FuzzSettings(time, Seed: 20_261, Corpus: null, findings)).Run();
    }

    /// <summary>Throws on some inputs and misreads others.</summary>
    private sealed class Careless : FuzzTarget
    {
        public override string Name => "careless";

        public override IReadOnlyList<string> Words => ["!", "?"];

        public override byte[] Make(Random random) => [(byte)'!', (byte)(random.Next(2) == 0 ? '0' : '1')];

        public override int Run(byte[] input, Random random)
        {
            Disagreement.Unless(!input.AsSpan().SequenceEqual("!1"u8), "misread");
            return input.AsSpan().IndexOf("!0"u8) >= 0 ? throw new FormatException("unread") : input.Length;
        }
    }
}
