using System.Globalization;
using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Durations as programs in Go read them: <c>1.5s</c>, <c>1h15m</c>, <c>300µs</c>.</summary>
internal static partial class GoDurations
{
    /// <summary>The duration, or null where the text is none, or is negative.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text is "0" or "+0" or "-0")
        {
            return TimeSpan.Zero;
        }

        var match = Whole().Match(text);
        if (!match.Success)
        {
            return null;
        }

        decimal ticks = 0;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            if (!decimal.TryParse(match.Groups["number"].Captures[i].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            ticks += number * TicksOf(match.Groups["unit"].Captures[i].Value);
        }

        // Go's own longest, about 292 years.
        return ticks > long.MaxValue / 100 ? null : TimeSpan.FromTicks((long)ticks);
    }

    private static decimal TicksOf(string unit) => unit switch
    {
        "ns" => 0.01m,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => TimeSpan.TicksPerMicrosecond,
    };

    [GeneratedRegex(
        @"\A\+?((?<number>[0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})(?<unit>ns|us|µs|μs|ms|s|m|h)){1,8}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000)]
    private static partial Regex Whole();
}
