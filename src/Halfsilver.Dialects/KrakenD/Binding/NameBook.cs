namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Names for a plan out of what people wrote, each once.</summary>
internal sealed class NameBook
{
    private const int Longest = 100;

    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>A name that reads like the text.</summary>
    public string For(string text)
    {
        var name = Clean(text);
        if (!_taken.TryGetValue(name, out var count))
        {
            _taken[name] = 1;
            return name;
        }

        string next;
        do
        {
            next = $"{name}-{++count}";
        }
        while (_taken.ContainsKey(next));

        _taken[name] = count;
        _taken[next] = 1;
        return next;
    }

    private static string Clean(string text)
    {
        var clean = new char[Math.Min(text.Length, Longest)];
        var length = 0;
        foreach (var c in text)
        {
            if (length == clean.Length)
            {
                break;
            }

            var kept = char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-';
            if (kept != '-' || (length > 0 && clean[length - 1] != '-'))
            {
                clean[length++] = kept;
            }
        }

        var name = new string(clean, 0, length).Trim('-', '.');
        return name.Length > 0 ? name : "root";
    }
}
