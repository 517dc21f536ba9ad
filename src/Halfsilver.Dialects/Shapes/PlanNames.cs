namespace Halfsilver.Dialects.Shapes;

/// <summary>Makes names that a plan may hold out of those that people wrote: valid, and each once.</summary>
internal sealed class PlanNames
{
    // The rest is for the number behind a name that is taken.
    private const int MostCharacters = 120;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>A name as close to what is wanted as it goes.</summary>
    public string Make(string wanted)
    {
        var name = new string([.. wanted.Take(MostCharacters).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '@' or '-' ? c : '-')]);
        name = name.Length == 0 || !(char.IsAsciiLetterOrDigit(name[0]) || name[0] == '_') ? $"_{name}" : name;
        if (_taken.Add(name))
        {
            return name;
        }

        var number = _next.GetValueOrDefault(name, 2);
        while (!_taken.Add($"{name}-{number}"))
        {
            number++;
        }

        _next[name] = number + 1;
        return $"{name}-{number}";
    }
}
