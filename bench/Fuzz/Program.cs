using System.Globalization;
using System.Security.Cryptography;

namespace Halfsilver.Fuzz;

/// <summary><c>TARGET --seconds N [--seed S] [--corpus DIR] [--findings DIR]</c>; 0 when nothing was found, 1 otherwise, 64 for bad usage.</summary>
internal static class Program
{
    private const string Usage = "usage: front|answer|chunks|rule|file|all [--seconds N] [--seed S] [--corpus DIR] [--findings DIR]";

    public static async Task<int> Main(string[] args)
    {
        var targets = FuzzTarget.All().Where(target => args.Length > 0 && (args[0] == "all" || args[0] == target.Name)).ToArray();
        if (targets.Length == 0 || Read(args) is not { } settings)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 64;
        }

        Console.WriteLine($"seed {settings.Seed}, {settings.Time.TotalSeconds:0} s each");
        var runs = targets.Select(target => new FuzzRun(target, settings)).ToArray();
        var ends = runs.Select(run => Task.Factory.StartNew(run.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (ends.Any(end => !end.IsCompleted))
        {
            await timer.WaitForNextTickAsync();
            if (runs.Select(run => run.Hanging()).FirstOrDefault(hang => hang is not null) is { } hanging)
            {
                Console.WriteLine($"[FAIL] {hanging}");
                return 1;
            }
        }

        await Task.WhenAll(ends);
        foreach (var run in runs)
        {
            Console.WriteLine(run);
            foreach (var finding in run.Findings)
            {
                Console.WriteLine($"[FAIL] {finding}");
            }
        }

        // The line that the test command counts by.
        var failed = runs.Count(run => run.Findings.Count > 0);
        Console.WriteLine($"   Fuzz  Total: {runs.Length}, Errors: 0, Failed: {failed}, Skipped: 0, Not Run: 0");
        return failed == 0 ? 0 : 1;
    }

    private static FuzzSettings? Read(string[] args)
    {
        var settings = new FuzzSettings(TimeSpan.FromSeconds(60), RandomNumberGenerator.GetInt32(int.MaxValue), null, Path.Combine(Path.GetTempPath(), "halfsilver-fuzz"));
        if (args.Length % 2 == 0)
        {
            return null;
        }

        for (var i = 1; i < args.Length; i += 2)
        {
            var (word, number) = (args[i + 1], int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1);
            FuzzSettings? read = args[i] switch
            {
                "--seconds" when number >= 0 => settings with { Time = TimeSpan.FromSeconds(number) },
                "--seed" when number >= 0 => settings with { Seed = number },
                "--corpus" => settings with { Corpus = Path.GetFullPath(word) },
                "--findings" => settings with { Findings = Path.GetFullPath(word) },
                _ => null,
            };
            if (read is null)
            {
                return null;
            }

            settings = read;
        }

        return settings;
    }
}
