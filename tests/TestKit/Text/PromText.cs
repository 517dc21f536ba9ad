using System.Globalization;
using System.Text;

namespace TestKit;

/// <summary>A metrics page in the Prometheus text format, read strictly.</summary>
public sealed class PromText
{
    private readonly List<PromSample> _samples = [];
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _helps = new(StringComparer.Ordinal);

    private PromText()
    {
    }

    /// <summary>All samples in order.</summary>
    public IReadOnlyList<PromSample> Samples => _samples;

    /// <summary>Type by metric name.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Help by metric name, as written.</summary>
    public IReadOnlyDictionary<string, string> Helps => _helps;

    /// <summary>Reads a page; throws <see cref="FormatException"/> naming the line that is wrong.</summary>
    public static PromText Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var page = new PromText();
        foreach (var line in text.Split('\n'))
        {
            page.Add(line);
        }

        return page;
    }

    /// <summary>The value of the only sample of this name with these labels; throws when there is none or more than one.</summary>
    public double Value(string name, params (string Name, string Value)[] labels)
    {
        var found = Find(name, labels);
        return found.Count == 1
            ? found[0].Value
            : throw new InvalidOperationException($"{found.Count} samples of {name}: {string.Join("; ", Find(name))}");
    }

    /// <summary>The sum over all samples of this name with these labels; 0 when there are none.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels) => Find(name, labels).Sum(sample => sample.Value);

    /// <summary>All samples of this name with these labels.</summary>
    public IReadOnlyList<PromSample> Find(string name, params (string Name, string Value)[] labels) =>
        [.. _samples.Where(sample => string.Equals(sample.Name, name, StringComparison.Ordinal) && sample.Has(labels))];

    private void Add(string line)
    {
        if (line.StartsWith("# TYPE ", StringComparison.Ordinal) || line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            var parts = line.Split(' ', 4);
            (parts[1] == "TYPE" ? _types : _helps).Add(parts[2], parts.ElementAtOrDefault(3) ?? string.Empty);
        }
        else if (line.Length > 0 && line[0] != '#')
        {
            _samples.Add(new Reader(line).Read());
        }
    }

    private sealed class Reader(string line)
    {
        private int _at;

        public PromSample Read()
        {
            var name = Until("{ ");
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            if (Next() == '{')
            {
                ReadLabels(labels);
            }

            Expect(' ');
            var value = Until(" ");
            return name.Length == 0 ? throw Wrong() : new PromSample(name, labels, Number(value));
        }

        private void ReadLabels(Dictionary<string, string> labels)
        {
            Expect('{');
            while (Next() != '}')
            {
                var name = Until("=");
                Expect('=');
                Expect('"');
                if (!labels.TryAdd(name, Quoted()))
                {
                    throw Wrong();
                }

                if (Next() == ',')
                {
                    _at++;
                }
            }

            Expect('}');
        }

        private string Quoted()
        {
            var value = new StringBuilder();
            for (; Next() != '"'; _at++)
            {
                if (Next() == '\\')
                {
                    _at++;
                    value.Append(Next() switch { 'n' => '\n', '\\' => '\\', '"' => '"', _ => throw Wrong() });
                }
                else
                {
                    value.Append(Next());
                }
            }

            _at++;
            return value.ToString();
        }

        private double Number(string text) => text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(),
        };

        private string Until(string ends)
        {
            var end = line.AsSpan(_at).IndexOfAny(ends);
            var start = _at;
            _at = end < 0 ? line.Length : _at + end;
            return line[start.._at];
        }

        private char Next() => _at < line.Length ? line[_at] : throw Wrong();

        private void Expect(char c)
        {
            if (Next() != c)
            {
                throw Wrong();
            }

            _at++;
        }

        private FormatException Wrong() => new($"Not a metrics line, at character {_at}: {line}");
    }
}
