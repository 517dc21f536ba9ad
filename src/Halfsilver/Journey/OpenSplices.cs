using System.Collections.Concurrent;

namespace Halfsilver.Journey;

/// <summary>The upgraded connections of a gateway that are open now.</summary>
internal sealed class OpenSplices
{
    private readonly ConcurrentDictionary<Splice, bool> _open = new();

    public int Count => _open.Count;

    public void Add(Splice splice) => _open[splice] = true;

    public void Remove(Splice splice) => _open.TryRemove(splice, out _);

    /// <summary>Closes them all, whatever they carry; the process stops.</summary>
    public void CloseAll()
    {
        foreach (var (splice, _) in _open)
        {
            splice.Close();
        }
    }
}
