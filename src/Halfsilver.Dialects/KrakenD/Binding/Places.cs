using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Where in the file the parts of a plan were written.</summary>
internal sealed class Places
{
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>Notes that a part of the plan came from an item.</summary>
    public void Note(string planPath, Item? item)
    {
        if (item is not null)
        {
            _paths.TryAdd(planPath, item.Path);
        }
    }

    /// <summary>The file's path for the plan's, or for the nearest part around it.</summary>
    public string Of(string planPath)
    {
        for (var length = planPath.Length; length > 0; length = planPath.AsSpan(0, length).LastIndexOfAny('.', '['))
        {
            if (_paths.TryGetValue(planPath[..length], out var path))
            {
                return path;
            }
        }

        return "";
    }
}
