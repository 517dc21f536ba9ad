using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>
/// Where paths stand. Nearly all are never asked for: they are only listed until the first question, and looked up by name from then on.
/// </summary>
internal sealed class PathPlaces
{
    // A part of the list is small enough to come and go with the youngest objects.
    private const int Part = 1024;

    private readonly Dictionary<string, Place> _known = new(StringComparer.Ordinal);
    private readonly List<(string Path, Place Place)[]> _parts = [];
    private int _count = Part;

    /// <summary>Takes a path's place; that of one that is known stays.</summary>
    public void Add(string path, Place place)
    {
        if (_count == Part)
        {
            _parts.Add(new (string, Place)[Part]);
            _count = 0;
        }

        _parts[^1][_count++] = (path, place);
    }

    /// <summary>Whether a path stands somewhere, and where.</summary>
    public bool TryGet(string path, out Place place)
    {
        for (var i = 0; i < _parts.Count; i++)
        {
            foreach (var (listed, at) in _parts[i].AsSpan(0, i == _parts.Count - 1 ? _count : Part))
            {
                _known.TryAdd(listed, at);
            }
        }

        _parts.Clear();
        _count = Part;
        return _known.TryGetValue(path, out place);
    }
}
