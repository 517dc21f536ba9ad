using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Toml;

/// <summary>A value without quotes, written as the shapes of YAML's values expect it.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Plain">Whether its type follows from it; dates and times are texts.</param>
internal readonly record struct TomlWord(string Text, bool Plain);

/// <summary>Reads booleans, numbers, dates and times.</summary>
internal static partial class TomlWords
{
    /// <summary>The value, or null where the word is none.</summary>
    public static TomlWord? Read(string word) =>
        word is "true" or "false" ? new TomlWord(word, true)
        : Decimals().IsMatch(word) ? Integer(Bare(word), NumberStyles.AllowLeadingSign)
        : Hexadecimals().IsMatch(word) ? Integer($"0{Bare(word)[2..]}", NumberStyles.AllowHexSpecifier)
        : Octals().IsMatch(word) ? Based(Bare(word)[2..], 3)
        : Binaries().IsMatch(word) ? Based(Bare(word)[2..], 1)
        : Floats().IsMatch(word) ? new TomlWord(Bare(word), true)
        : Specials().IsMatch(word) ? new TomlWord($"{word.TrimEnd("ainf".ToCharArray())}.{word[^3..]}", true)
        : Moments.IsOne(word) ? new TomlWord(word, false)
        : null;

    private static string Bare(string word) => word.Replace("_", "", StringComparison.Ordinal);

    // Whole numbers have 64 bits.
    private static TomlWord? Integer(string digits, NumberStyles styles) =>
        digits.Length <= 400 && BigInteger.TryParse(digits, styles, CultureInfo.InvariantCulture, out var value) ? Whole(value) : null;

    private static TomlWord? Based(string digits, int bits)
    {
        var value = BigInteger.Zero;
        foreach (var digit in digits.TrimStart('0'))
        {
            value = (value << bits) + (digit - '0');
            if (value > long.MaxValue)
            {
                return null;
            }
        }

        return Whole(value);
    }

    private static TomlWord? Whole(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? new TomlWord(value.ToString(CultureInfo.InvariantCulture), true) : null;

    [GeneratedRegex(@"\A[-+]?(0|[1-9](_?[0-9])*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Decimals();

    [GeneratedRegex(@"\A0x[0-9A-Fa-f](_?[0-9A-Fa-f])*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Hexadecimals();

    [GeneratedRegex(@"\A0o[0-7](_?[0-7])*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Octals();

    [GeneratedRegex(@"\A0b[01](_?[01])*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Binaries();

    [GeneratedRegex(@"\A[-+]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][-+]?[0-9](_?[0-9])*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Floats();

    [GeneratedRegex(@"\A[-+]?(inf|nan)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Specials();

    /// <summary>Dates and times, alone and together (RFC 3339).</summary>
    private static partial class Moments
    {
        public static bool IsOne(string word)
        {
            var match = Form().Match(word);
            if (!match.Success)
            {
                return false;
            }

            var isGood = true;
            if (match.Groups["year"].Success)
            {
                var (year, month, day) = (Number(match, "year"), Number(match, "month"), Number(match, "day"));
                isGood = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(Math.Max(year, 1), month);
            }

            // A leap second has the number 60.
            if (isGood && match.Groups["hour"].Success)
            {
                isGood = Number(match, "hour") < 24 && Number(match, "minute") < 60 && Number(match, "second") <= 60;
            }

            return isGood && (!match.Groups["offhour"].Success || (Number(match, "offhour") < 24 && Number(match, "offminute") < 60));
        }

        private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

        [GeneratedRegex(
            @"\A((?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})([Tt ](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.[0-9]+)?([Zz]|[-+](?<offhour>[0-9]{2}):(?<offminute>[0-9]{2}))?)?|(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.[0-9]+)?)\z",
            RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
        private static partial Regex Form();
    }
}
