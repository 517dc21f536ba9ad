using System.Globalization;

namespace Halfsilver.Soak;

/// <summary><c>--requests N | --seconds N [--gateway PATH] [--seed S]</c>; 0 when all promises held, 1 otherwise, 64 for bad usage.</summary>
internal static class Program
{
    private const string Usage = "usage: --requests N | --seconds N [--gateway PATH] [--seed S]";

    public static async Task<int> Main(string[] args)
    {
        if (Read(args) is not { } settings || (settings.Requests is null) == (settings.Time is null))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 64;
        }

        await using var run = new SoakRun(settings);
        var report = await run.RunAsync();
        Console.WriteLine(report.Table());
        var broken = report.Broken().ToArray();
        foreach (var promise in broken)
        {
            Console.WriteLine($"[FAIL] {promise}");
        }

        // The line that the test command counts by.
        Console.WriteLine($"   Soak  Total: 1, Errors: 0, Failed: {(broken.Length == 0 ? 0 : 1)}, Skipped: 0, Not Run: 0");
        return broken.Length == 0 ? 0 : 1;
    }

    private static SoakSettings? Read(string[] args)
    {
        var settings = new SoakSettings(null, null, null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var word = i + 1 < args.Length ? args[i + 1] : "";
            var number = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
            SoakSettings? read = args[i] switch
            {
                "--requests" when number > 0 => settings with { Requests = number },
                "--seconds" when number > 0 => settings with { Time = TimeSpan.FromSeconds(number) },
                "--seed" when number > 0 => settings with { Seed = number },
                "--gateway" when word.Length > 0 => settings with { Gateway = Path.GetFullPath(word) },
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
