using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Halfsilver.Gateway.Cli;

/// <summary>Durations as people write them: <c>500ms</c>, <c>1s</c>, <c>10m</c>, <c>1h</c>, <c>90d</c>.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Reads one; null when it is none. The unit is always written.</summary>
    public static TimeSpan? Parse(string text)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds <= TimeSpan.FromDays(365).TotalMilliseconds)
                return TimeSpan.FromMilliseconds(number * milliseconds);
        }
        return null;
    }

    /// <summary>An option that takes a duration above zero; null when it is not given.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = Read,
    };

    private static TimeSpan? Read(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Parse(text) is { } duration && duration > TimeSpan.Zero)
            return duration;
        result.AddError($"'{text}' is no duration; write 500ms, 10s, 5m or 1h");
        return null;
    }
}
