using System.Globalization;
using System.Text.RegularExpressions;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Shapes;

/// <summary>The notations of durations, sizes, shares and addresses.</summary>
internal static partial class Notation
{
    public const string DurationPattern = "^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$";
    public const string SizePattern = "^[0-9]+(B|KiB|MiB|GiB|TiB|KB|MB|GB|TB)?$";
    public const string FractionPattern = "^[0-9]+/[0-9]+$";
    public const string PercentTextPattern = @"^[0-9]+(\.[0-9]{1,4})?%$";
    public const string ListenPattern = @"^([A-Za-z0-9._-]*|\[[0-9A-Fa-f:.%]+\]):[0-9]+$";
    public const string UrlPattern = "^https?://.+";

    private const string SizeWords = "a whole number with B, KiB, MiB, GiB, TiB, KB, MB, GB or TB";

    /// <summary>A duration as <c>1m30s</c>, between two others.</summary>
    public static Parsed Duration(string text, TimeSpan least, TimeSpan most)
    {
        var match = Durations().Match(text);
        if (text.Length == 0 || !match.Success)
        {
            var hint = text.All(char.IsAsciiDigit) && text.Length > 0 ? "has no unit" : "is not a duration";
            return new Parsed(null, $"{hint}; use whole numbers with h, m, s, ms, as 250ms, 5s or 1m30s");
        }

        decimal total = 0;
        foreach (var (unit, milliseconds) in (ReadOnlySpan<(string, long)>)[("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)])
        {
            var written = decimal.TryParse(match.Groups[unit].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
            total += written ? Math.Min(count, long.MaxValue) * milliseconds : 0;
        }

        if (total < (decimal)least.TotalMilliseconds || total > (decimal)most.TotalMilliseconds)
        {
            var side = total < (decimal)least.TotalMilliseconds ? $"below {Text(least)}" : $"above {Text(most)}";
            return new Parsed(null, $"is {side}; use {Text(least)} to {Text(most)}");
        }

        return new Parsed(TimeSpan.FromMilliseconds((double)total));
    }

    /// <summary>A duration as people write it.</summary>
    public static string Text(TimeSpan time)
    {
        if (time == TimeSpan.Zero)
        {
            return "0s";
        }

        var hours = (long)time.TotalHours;
        return (hours > 0 ? $"{hours}h" : "") + (time.Minutes > 0 ? $"{time.Minutes}m" : "") + (time.Seconds > 0 ? $"{time.Seconds}s" : "")
            + (time.Milliseconds > 0 ? $"{time.Milliseconds}ms" : "");
    }

    /// <summary>Bytes, with or without a unit, between two bounds.</summary>
    public static Parsed Size(string text, long least, long most, bool orUnlimited)
    {
        if (orUnlimited && text == "unlimited")
        {
            return new Parsed(MapItem.Unlimited);
        }

        var match = Sizes().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return new Parsed(null, $"is not a size; use {SizeWords}{(orUnlimited ? ", or unlimited" : "")}");
        }

        // Far above every bound, and far below where the product leaves the type.
        var bytes = Math.Min(count, 10_000_000_000_000_000) * Unit(match.Groups["unit"].Value);
        if (bytes < least || bytes > most)
        {
            return new Parsed(null, $"is {(bytes < least ? "below" : "above")} what is allowed; use {Size(least)} to {Size(most)}");
        }

        return new Parsed((long)bytes);
    }

    /// <summary>Bytes as people write them.</summary>
    public static string Size(long bytes)
    {
        foreach (var unit in (ReadOnlySpan<string>)["TiB", "GiB", "MiB", "KiB"])
        {
            if (bytes > 0 && bytes % (long)Unit(unit) == 0)
            {
                return $"{bytes / (long)Unit(unit)}{unit}";
            }
        }

        return bytes.ToString();
    }

    /// <summary>A share as <c>1/400</c>.</summary>
    public static Parsed Fraction(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, null, out var part) || !long.TryParse(parts[1], NumberStyles.None, null, out var whole))
        {
            return new Parsed(null, "is not a fraction; use two whole numbers, as 1/400");
        }

        if (Share.FromFraction(part, whole) is not { } share)
        {
            return new Parsed(null, "is not between 0 and 1; use a fraction as 1/400");
        }

        return share.Millionths == 0 && part > 0 ? new Parsed(null, "is below one millionth; use 1/1000000 or more, or 0/1 for none") : new Parsed(share);
    }

    /// <summary>A percentage with its sign, as <c>0.5%</c>; read as a decimal.</summary>
    public static Parsed PercentText(string text) =>
        Percents().IsMatch(text) && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        && value <= 100
            ? new Parsed(value)
            : new Parsed(null, "is not a percentage; use 0% to 100% with up to 4 decimals");

    private static decimal Unit(string unit) => unit switch
    {
        "KiB" => 1L << 10,
        "MiB" => 1L << 20,
        "GiB" => 1L << 30,
        "TiB" => 1L << 40,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "TB" => 1_000_000_000_000,
        _ => 1,
    };

    [GeneratedRegex(@"\A((?<h>[0-9]{1,20})h)?((?<m>[0-9]{1,20})m)?((?<s>[0-9]{1,20})s)?((?<ms>[0-9]{1,20})ms)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Durations();

    [GeneratedRegex(@"\A(?<count>[0-9]{1,20})(?<unit>B|KiB|MiB|GiB|TiB|KB|MB|GB|TB)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Sizes();

    [GeneratedRegex(@"\A[0-9]{1,3}(\.[0-9]{1,4})?%\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Percents();
}
