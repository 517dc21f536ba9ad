using System.Collections;
using System.Diagnostics.CodeAnalysis;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>What stands under a group's keys. Groups are small, and there are thousands: names are compared one by one.</summary>
/// <param name="most">Keys that can stand at most.</param>
internal sealed class GroupItems(int most) : IReadOnlyDictionary<string, Item>
{
    private readonly Written[] _written = most == 0 ? [] : new Written[most];
    private int _stand;

    /// <summary>All names that stand in the file, those of wrong entries too.</summary>
    public IReadOnlyCollection<string> Names => new AllNames(this);

    public int Count { get; private set; }

    public IEnumerable<string> Keys
    {
        get
        {
            for (var i = 0; i < _stand; i++)
            {
                if (_written[i].Item is not null)
                {
                    yield return _written[i].Name;
                }
            }
        }
    }

    public IEnumerable<Item> Values
    {
        get
        {
            for (var i = 0; i < _stand; i++)
            {
                if (_written[i].Item is { } item)
                {
                    yield return item;
                }
            }
        }
    }

    public Item this[string key] => TryGetValue(key, out var item) ? item : throw new KeyNotFoundException($"no key named {key}");

    /// <summary>Says that a key stands in the file. Of two places the later counts.</summary>
    public void Stand(string name, Place place)
    {
        var at = Find(name);
        at = at < 0 ? _stand++ : at;
        _written[at].Name = name;
        _written[at].Place = place;
    }

    /// <summary>Takes what was read under a key that stands.</summary>
    public void Take(string name, Item item)
    {
        ref var written = ref _written[Find(name)];
        Count += written.Item is null ? 1 : 0;
        written.Item = item;
    }

    /// <summary>Whether a key stands in the file, right or wrong.</summary>
    public bool Stands(string name) => Find(name) >= 0;

    /// <summary>Where a key stands in the file, if it does.</summary>
    public bool Stands(string name, out Place place)
    {
        var at = Find(name);
        place = at < 0 ? default : _written[at].Place;
        return at >= 0;
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Item value)
    {
        var at = Find(key);
        value = at < 0 ? null : _written[at].Item;
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, Item>> GetEnumerator()
    {
        for (var i = 0; i < _stand; i++)
        {
            if (_written[i].Item is { } item)
            {
                yield return new(_written[i].Name, item);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(string name)
    {
        for (var i = 0; i < _stand; i++)
        {
            if (_written[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private struct Written
    {
        public string Name;
        public Place Place;
        public Item? Item;
    }

    private sealed class AllNames(GroupItems items) : IReadOnlyCollection<string>
    {
        public int Count => items._stand;

        public IEnumerator<string> GetEnumerator()
        {
            for (var i = 0; i < items._stand; i++)
            {
                yield return items._written[i].Name;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
