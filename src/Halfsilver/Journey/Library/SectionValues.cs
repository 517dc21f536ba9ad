using System.Globalization;
using Halfsilver.Planning;
using Microsoft.Extensions.Configuration;

namespace Halfsilver.Journey.Library;

/// <summary>Values of one section of configuration, with the problems of those that cannot be read. Keys are compared without case.</summary>
/// <param name="section">The section.</param>
/// <param name="place">Where it stands in the options, as problems name it; empty for the top.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class SectionValues(IConfiguration section, string place, List<Problem> problems)
{
    /// <summary>A key's place, as problems name it.</summary>
    public string Place(string key)
    {
        var camel = char.ToLowerInvariant(key[0]) + key[1..];
        return place.Length == 0 ? camel : $"{place}.{camel}";
    }

    /// <summary>Reports keys that nobody will read.</summary>
    public void Know(string[] keys)
    {
        foreach (var child in section.GetChildren())
        {
            if (!keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                problems.Report(
                    ProblemCodes.BadWord,
                    Place(child.Key),
                    $"key is not known ({child.Key}){Nearest.Question(child.Key, keys)}; one of {string.Join(", ", keys)}");
            }
        }
    }

    /// <summary>A section inside this one; an empty one where there is none.</summary>
    public SectionValues Inner(string key) => new(section.GetSection(key), Place(key), problems);

    /// <summary>The sections inside one whose keys are names.</summary>
    public IEnumerable<(string Name, SectionValues Values)> Named(string key) =>
        section.GetSection(key).GetChildren().Select(child => (child.Key, new SectionValues(child, $"{Place(key)}[{child.Key}]", problems)));

    public string? Text(string key) => section[key];

    public decimal? Decimal(string key) => Read<decimal>(
        key, "a number", (string text, out decimal value) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value));

    public long? Long(string key) => Read<long>(
        key, "a whole number", (string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    public int? Number(string key) => Read<int>(
        key, "a whole number", (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    public int Number(string key, int fallback) => Number(key) ?? fallback;

    public bool Truth(string key, bool fallback) => Read<bool>(key, "true or false", bool.TryParse) ?? fallback;

    // A bare number would be days.
    public TimeSpan Time(string key, TimeSpan fallback) => Read<TimeSpan>(
        key,
        "a time as 00:00:05 or 00:00:00.500",
        (string text, out TimeSpan value) =>
            TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Contains(':', StringComparison.Ordinal)) ?? fallback;

    /// <summary>A list, or one value alone; null where there is neither.</summary>
    public string[]? List(string key)
    {
        var inner = section.GetSection(key);
        var values = inner.GetChildren().Select(child => child.Value ?? "").ToArray();
        return values.Length > 0 ? values : inner.Value is { Length: > 0 } one ? [one] : null;
    }

    /// <summary>Names with their values.</summary>
    public IEnumerable<(string Name, string Value)> Pairs(string key) =>
        section.GetSection(key).GetChildren().Select(child => (child.Key, child.Value ?? ""));

    private T? Read<T>(string key, string allowed, Parser<T> parse)
        where T : struct
    {
        if (section[key] is not { } text)
        {
            return null;
        }

        if (parse(text, out var value))
        {
            return value;
        }

        problems.Report(ProblemCodes.BadWord, Place(key), $"cannot be read ({FieldSyntax.Shown(text)}); {allowed}");
        return null;
    }

    private delegate bool Parser<T>(string text, out T value);
}
