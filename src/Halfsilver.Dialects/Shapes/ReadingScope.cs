using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>What shapes share while one file is read.</summary>
internal sealed class ReadingScope(NoticeList notices, ReadingManner manner)
{
    private readonly PathPlaces _places = new();
    private readonly HashSet<Key> _said = [];
    private int _later;
    private string? _forgiven;

    public ReadingManner Manner => manner;

    public bool IsFull => notices.IsFull;

    /// <summary>Whether something was said that leaves no plan.</summary>
    public bool Stops => notices.Stops;

    /// <summary>Documents that stand as texts inside the files, by those texts.</summary>
    public Dictionary<ScalarNode, Node> Texts { get; } = [];

    /// <summary>Short texts of those documents, each once.</summary>
    public Dictionary<string, string> ShortTexts { get; } = new(StringComparer.Ordinal);

    public void Remember(string path, Place place) => _places.Add(path, place);

    public bool Stands(string path) => _places.TryGet(path, out _);

    /// <summary>The place of a plan's path, or of the nearest part around it that stands in the file.</summary>
    public Place PlaceOf(string path)
    {
        for (var length = path.Length; length > 0; length = path.AsSpan(0, length).LastIndexOfAny('.', '['))
        {
            if (_places.TryGet(path[..length], out var place))
            {
                return place;
            }
        }

        return Place.Start;
    }

    public void Reject(string code, Place place, string path, string message, string? suggestion = null) =>
        notices.Add(
            _forgiven is null ? NoticeKind.Rejected : NoticeKind.Approximated, code, place, path,
            _forgiven is null ? message : $"{message}; {_forgiven}", suggestion);

    /// <summary>Reads with what is wrong told as left out rather than as a fault of the file.</summary>
    /// <param name="otherwise">What is done instead, as the end of a sentence.</param>
    /// <param name="read">Reads.</param>
    public Item? Forgive(string otherwise, Func<Item?> read)
    {
        var outer = _forgiven;
        _forgiven = outer ?? otherwise;
        var item = read();
        _forgiven = outer;
        return item;
    }

    /// <summary>Whether a key is met for the first time, among those that are <see cref="Key.SaidOnce">said once</see>.</summary>
    public bool IsFirst(Key key) => _said.Add(key);

    /// <summary>Says that something is read as something close to it.</summary>
    public void Approximate(Place place, string path, string how) => notices.Add(NoticeKind.Approximated, Codes.Approximated, place, path, how);

    /// <summary>Says what might surprise although it is read as it stands.</summary>
    public void Remark(Place place, string path, string what) => notices.Add(NoticeKind.Exact, Codes.Remark, place, path, what);

    /// <summary>Says that something has no effect here.</summary>
    public void Ignore(Place place, string path, string why, string? suggestion = null) =>
        notices.Add(NoticeKind.Ignored, Codes.Ignored, place, path, why, suggestion);

    public void Say(NoticeKind kind, string code, string path, string message) => notices.Add(kind, code, PlaceOf(path), path, message);

    /// <summary>Says that something is not built yet, once for all that stands inside it.</summary>
    public void Later(Place place, string path, string what)
    {
        if (_later == 0)
        {
            notices.Add(NoticeKind.NotYet, Codes.NotYet, place, path, $"not built yet: {what}; take it out to run this version");
        }
    }

    public void EnterLater() => _later++;

    public void LeaveLater() => _later--;
}
