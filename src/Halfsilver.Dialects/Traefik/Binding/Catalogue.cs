using System.Diagnostics.CodeAnalysis;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Named parts of the files, and which of them are used.</summary>
/// <param name="word">What they are.</param>
/// <param name="scope">Told of those that stand twice, and those that nothing leads to.</param>
internal sealed class Catalogue<T>(string word, ReadingScope scope)
    where T : class
{
    private readonly Dictionary<(string Provider, string Name), (T Part, Item At)> _parts = [];
    private readonly HashSet<(string, string)> _used = [];

    public void Add(string provider, string name, T part, Item at)
    {
        if (!_parts.TryAdd((provider, name), (part, at)))
        {
            scope.Ignore(at.Place, at.Path, $"a {word} of this name stands above, and that one counts");
        }
    }

    public bool TryFind(Reference reference, [MaybeNullWhen(false)] out T part, [MaybeNullWhen(false)] out Item at)
    {
        var found = _parts.TryGetValue((reference.Provider, reference.Name), out var entry);
        _used.Add((reference.Provider, reference.Name));
        (part, at) = entry;
        return found;
    }

    /// <summary>Why a name leads nowhere, and what was probably meant.</summary>
    public (string Message, string? Suggestion) Missing(Reference reference)
    {
        if (reference.Provider is not (Reference.File or Reference.Resources or Reference.Internal))
        {
            return ($"the {word} \"{reference.Whole}\" is in no file: it comes from {reference.Provider}", null);
        }

        var names = scope.IsFull ? [] : _parts.Keys.Where(key => key.Provider == reference.Provider).Select(key => key.Name).Order(StringComparer.Ordinal).ToList();
        var nearest = Nearest.To(reference.Name, names);
        var there = nearest is not null ? "" : names.Count == 0 ? "; there are none" : $"; there are: {string.Join(", ", names.Take(20))}";
        return ($"no {word} named \"{reference.Name}\"{there}", nearest);
    }

    /// <summary>Says which parts nothing leads to.</summary>
    public void SayUnused()
    {
        foreach (var (key, (_, at)) in _parts)
        {
            if (!_used.Contains(key))
            {
                scope.Ignore(scope.Stands(at.Path) ? scope.PlaceOf(at.Path) : at.Place, at.Path, $"no router leads to this {word}");
            }
        }
    }
}
