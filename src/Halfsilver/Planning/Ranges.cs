using System.Globalization;

namespace Halfsilver.Planning;

/// <summary>Ranges of numbers and times, said the same way everywhere.</summary>
internal sealed class Ranges(ICollection<Problem> problems)
{
    // Longer than any wait that is meant; a deadline's ticks still fit an int.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public void Number(long value, long least, long most, string path)
    {
        if (value < least || value > most)
        {
            problems.Report(ProblemCodes.OutOfRange, path, $"out of range ({Text(value)}); {Text(least)} to {Text(most)}");
        }
    }

    public void AtLeast(long value, long least, string path)
    {
        if (value < least)
        {
            problems.Report(ProblemCodes.OutOfRange, path, $"out of range ({Text(value)}); {Text(least)} or more");
        }
    }

    /// <summary>A time that is awaited: above zero, at most a day.</summary>
    public void Time(TimeSpan value, string path)
    {
        if (value <= TimeSpan.Zero || value > Longest)
        {
            problems.Report(ProblemCodes.OutOfRange, path, $"out of range ({Text(value)}); above 0 s, at most 24 h");
        }
    }

    /// <summary>A time that may be zero, at most a day.</summary>
    public void TimeOrZero(TimeSpan value, string path)
    {
        if (value < TimeSpan.Zero || value > Longest)
        {
            problems.Report(ProblemCodes.OutOfRange, path, $"out of range ({Text(value)}); 0 s to 24 h");
        }
    }

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.###} s");
}
