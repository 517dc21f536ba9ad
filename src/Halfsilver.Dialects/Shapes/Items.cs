using System.Diagnostics.CodeAnalysis;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A part of a file after its shape was checked.</summary>
internal abstract record Item(string Path, Place Place);

/// <summary>One value, in the type its shape gives.</summary>
internal sealed record ValueItem(string Path, Place Place, object Value) : Item(Path, Place);

/// <summary>A list; items that were wrong are left out.</summary>
internal sealed record ListItem(string Path, Place Place, IReadOnlyList<Item> Items) : Item(Path, Place);

/// <summary>A map; entries that were wrong or unknown are left out.</summary>
internal sealed record MapItem(string Path, Place Place, IReadOnlyDictionary<string, Item> Entries) : Item(Path, Place)
{
    /// <summary>All names that stand in the file, those of wrong entries too.</summary>
    public required IReadOnlyCollection<string> Names { get; init; }

    public MapItem? Map(string key) => Entries.GetValueOrDefault(key) as MapItem;

    public IReadOnlyList<Item> List(string key) => (Entries.GetValueOrDefault(key) as ListItem)?.Items ?? [];

    public string? Text(string key) => TryGet<string>(key, out var text) ? text : null;

    public T Value<T>(string key, T fallback) => TryGet<T>(key, out var value) ? value : fallback;

    public bool TryGet<T>(string key, [MaybeNullWhen(false)] out T value)
    {
        if (Entries.GetValueOrDefault(key) is ValueItem { Value: T found })
        {
            value = found;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A whole number that may be <c>unlimited</c>, as null.</summary>
    public int? Limit(string key) => TryGet<long>(key, out var value) && value != Unlimited ? (int)value : null;

    /// <summary>A size that may be <c>unlimited</c>, as null.</summary>
    public long? Size(string key) => TryGet<long>(key, out var value) && value != Unlimited ? value : null;

    /// <summary>What <c>unlimited</c> is read into.</summary>
    public const long Unlimited = -1;
}
