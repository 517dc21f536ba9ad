using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Things of one kind by id, and which of them something uses.</summary>
/// <param name="kind">What they are, in one word.</param>
/// <param name="scope">Told what nothing uses.</param>
internal sealed class Catalogue(string kind, ReadingScope scope)
{
    private readonly Dictionary<string, MapItem> _byId = new(StringComparer.Ordinal);
    private readonly List<MapItem> _all = [];
    private readonly HashSet<MapItem> _used = [];
    private readonly Dictionary<string, ImmutableArray<string>> _called = new(StringComparer.Ordinal);

    /// <summary>What those with an id are called in the plan; a route of several groups has several names.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> Called => _called;

    /// <summary>All that count, in the order of the files.</summary>
    public IEnumerable<MapItem> All => _all.Where(one => one.Text("id") is not { Length: > 0 } id || _byId[id] == one);

    public void Add(IEnumerable<Item> items)
    {
        foreach (var item in items.OfType<MapItem>())
        {
            if (item.Text("id") is { Length: > 0 } id)
            {
                if (_byId.TryGetValue(id, out var before))
                {
                    scope.Ignore(before.Place, before.Path, $"the id \"{id}\" stands once more below, and that one counts");
                }

                _byId[id] = item;
            }

            _all.Add(item);
        }
    }

    /// <summary>The one with this id, which something uses; null where there is none.</summary>
    public MapItem? Use(string id)
    {
        if (!_byId.TryGetValue(id, out var found))
        {
            return null;
        }

        _used.Add(found);
        return found;
    }

    /// <summary>Notes what one is called in the plan.</summary>
    public void Call(MapItem item, string name)
    {
        if (item.Text("id") is { Length: > 0 } id)
        {
            _called[id] = [.. _called.GetValueOrDefault(id, []), name];
        }
    }

    /// <summary>Whether something uses it.</summary>
    public bool IsUsed(MapItem item) => _used.Contains(item);

    /// <summary>The id that was probably meant.</summary>
    public string? Near(string id) => scope.IsFull ? null : Nearest.To(id, _byId.Keys);

    /// <summary>Says what nothing uses.</summary>
    public void SayUnused(string how)
    {
        foreach (var one in All.Where(one => !_used.Contains(one)))
        {
            scope.Remark(one.Place, one.Path, $"{how} this {kind}");
        }
    }

    /// <summary>The name that people gave, or the id, or else a word with the place in its list.</summary>
    public static string NameOf(MapItem item, string word) =>
        item.Text("name") is { Length: > 0 } name ? name : item.Text("id") is { Length: > 0 } id ? id : word;
}
