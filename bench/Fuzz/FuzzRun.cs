namespace Halfsilver.Fuzz;

/// <summary>How long, from which seed, and where inputs are kept.</summary>
/// <param name="Time">How long; at least one input is read.</param>
/// <param name="Seed">The same seed asks the same inputs in the same order.</param>
/// <param name="Corpus">A folder with a folder for each target: read at the start, and new inputs are written to it; null for the committed ones alone.</param>
/// <param name="Findings">Where inputs that break a promise are written.</param>
internal sealed record FuzzSettings(TimeSpan Time, int Seed, string? Corpus, string Findings);

/// <summary>One target's run: seeds, then mutations of what was kept and inputs from the grammar, until time is up.</summary>
internal sealed class FuzzRun(FuzzTarget target, FuzzSettings settings)
{
    // An input is read in microseconds; one that takes so long hangs, whatever else the machine does.
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    // After so many the first is to be mended before more are looked for.
    private const int MostFindings = 10;

    private readonly Random _random = new(settings.Seed);
    private readonly Corpus _corpus = new(settings.Corpus is null ? null : Path.Combine(settings.Corpus, target.Name));
    private volatile byte[] _input = [];
    private long _begun;

    public long Executions { get; private set; }

    public int Crashes { get; private set; }

    public int Disagreements { get; private set; }

    public int Kinds => _corpus.Kinds;

    /// <summary>What was found, each with the file that its input is in.</summary>
    public List<string> Findings { get; } = [];

    public override string ToString() =>
        $"{target.Name,-8}{Executions,12:n0} executions{_corpus.Count,8:n0} in the corpus{Crashes,6} crashes{Disagreements,6} disagreements";

    /// <summary>Writes the input at hand down if reading it takes so long that it hangs. Any thread.</summary>
    public string? Hanging()
    {
        var begun = Volatile.Read(ref _begun);
        return begun != 0 && TimeProvider.System.GetElapsedTime(begun) > s_hang
            ? $"{target.Name} hangs: {Corpus.Write(settings.Findings, _input, $"{target.Name}-hang-")}"
            : null;
    }

    public FuzzRun Run()
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var input in Corpus.Files(Path.Combine(AppContext.BaseDirectory, "corpus", target.Name)))
        {
            Try(input, write: false);
        }

        if (settings.Corpus is { } folder)
        {
            foreach (var input in Corpus.Files(Path.Combine(folder, target.Name)).ToList())
            {
                Try(input, write: false);
            }
        }

        var mutator = new Mutator(_random, target);
        do
        {
            for (var i = 0; i < 64 && Findings.Count < MostFindings; i++)
            {
                var input = _random.Next(4) == 0 ? target.Make(_random) : mutator.Mutate(_corpus.Any(_random), _corpus.Any(_random));
                Try(input, write: true);
            }
        }
        while (TimeProvider.System.GetElapsedTime(started) < settings.Time && Findings.Count < MostFindings);

        Volatile.Write(ref _begun, 0);
        return this;
    }

    private void Try(byte[] input, bool write)
    {
        _input = input;
        Volatile.Write(ref _begun, TimeProvider.System.GetTimestamp());
        Executions++;
        try
        {
            _corpus.Note(target.Run(input, _random), input, _random, write);
        }
        catch (Disagreement e)
        {
            Disagreements++;
            Find(input, "disagreement", e.Message);
        }
        catch (Exception e)
        {
            // Whatever a reader throws is what is looked for; it is shown, written down and counted.
            Crashes++;
            Find(input, "crash", e.ToString());
        }
    }

    private void Find(byte[] input, string kind, string message) =>
        Findings.Add($"{Corpus.Write(settings.Findings, input, $"{target.Name}-{kind}-")}: {message}");
}
