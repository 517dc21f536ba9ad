using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Halfsilver.Gateway.Cli.Stat;

/// <summary>One sample of a metrics page.</summary>
internal sealed record Sample(string Name, ImmutableSortedDictionary<string, string> Labels, double Value)
{
    /// <summary>A label's value, or nothing.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

/// <summary>A metrics page in the Prometheus text format, read back into samples.</summary>
internal sealed class MetricsPage(ImmutableArray<Sample> samples)
{
    /// <summary>Reads a page. Lines that are no samples are left out, as every scraper does with comments.</summary>
    public static MetricsPage Parse(string text)
    {
        var samples = ImmutableArray.CreateBuilder<Sample>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.IsEmpty && line[0] != '#' && ParseSample(line.ToString()) is { } sample)
                samples.Add(sample);
        }
        return new MetricsPage(samples.ToImmutable());
    }

    /// <summary>All samples of a name.</summary>
    public IEnumerable<Sample> Named(string name) => samples.Where(sample => string.Equals(sample.Name, name, StringComparison.Ordinal));

    private static Sample? ParseSample(string line)
    {
        var nameEnd = line.AsSpan().IndexOfAny('{', ' ');
        if (nameEnd <= 0)
            return null;
        var at = nameEnd;
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (line[at] == '{' && !ParseLabels(line, ref at, labels))
            return null;
        var value = line.AsSpan(at).Trim();
        var space = value.IndexOf(' ');
        return Number(space < 0 ? value : value[..space]) is { } number ? new Sample(line[..nameEnd], labels.ToImmutable(), number) : null;
    }

    private static bool ParseLabels(string line, ref int at, ImmutableSortedDictionary<string, string>.Builder labels)
    {
        at++;
        while (at < line.Length && line[at] != '}')
        {
            var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
                return false;
            var name = line[at..equals];
            at = equals + 2;
            var value = new StringBuilder();
            for (; at < line.Length && line[at] != '"'; at++)
            {
                if (line[at] == '\\' && at + 1 < line.Length)
                    value.Append(line[++at] is 'n' ? '\n' : line[at]);
                else
                    value.Append(line[at]);
            }
            labels[name.TrimStart(',', ' ')] = value.ToString();
            at++;
            if (at < line.Length && line[at] == ',')
                at++;
        }
        at++;
        return at <= line.Length;
    }

    private static double? Number(ReadOnlySpan<char> text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };
}
