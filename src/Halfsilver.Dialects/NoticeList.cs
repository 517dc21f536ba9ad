using System.Collections.Immutable;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects;

/// <summary>Gathers what there is to say about files that are read together, each notice with its lines of source.</summary>
/// <param name="texts">The files, in the order that <see cref="Place.File"/> counts. At least one.</param>
internal sealed class NoticeList(ImmutableArray<DialectText> texts)
{
    /// <summary>Notices that are kept: enough for every honest file, and a bound for a hostile one.</summary>
    internal const int Most = 500;

    // A line is cut to this many columns on each side of a value: minified JSON is one line.
    private const int Reach = 100;

    private readonly List<Notice> _notices = [];
    private readonly ImmutableArray<SourceLines> _lines = [.. texts.Select(text => new SourceLines(text.Text))];
    private readonly List<int> _files = [];
    private int _dropped;

    public NoticeList(DialectText text)
        : this([text])
    {
    }

    /// <summary>Whether a notice says that there is no plan.</summary>
    public bool Stops { get; private set; }

    /// <summary>Whether a further notice is only counted, so that it need not be worded with care.</summary>
    public bool IsFull => _notices.Count == Most;

    public void Reject(string code, Place place, string path, string message, string? suggestion = null) =>
        Add(NoticeKind.Rejected, code, place, path, message, suggestion);

    public void Add(NoticeKind kind, string code, Place place, string path, string message, string? suggestion = null)
    {
        Stops |= kind is NoticeKind.Rejected or NoticeKind.NotYet;
        if (_notices.Count == Most)
        {
            _dropped++;
            return;
        }

        var lines = _lines[place.File];
        var line = Math.Clamp(place.Line, 1, lines.Count);
        var source = lines[line];
        var column = Math.Clamp(place.Column, 1, source.Length + 1);
        var from = source.Length <= 2 * Reach ? 0 : Math.Max(column - 1 - Reach, 0);
        _files.Add(place.File);
        _notices.Add(new Notice(kind, code, texts[place.File].FileName, line, column, path, message)
        {
            Length = Math.Clamp(place.Length, 1, Math.Max(source.Length - column + 1, 1)),
            Suggestion = suggestion,
            SourceLine = Cut(source, from),
            SourceColumn = column - from,
            LineBefore = line > 1 ? Cut(lines[line - 1], from) : null,
        });
    }

    /// <summary>All notices in the order of the files.</summary>
    public ImmutableArray<Notice> ToImmutable()
    {
        if (_notices.Count == 0)
        {
            return [];
        }

        var ordered = _notices.Zip(_files).OrderBy(pair => pair.Second).ThenBy(pair => pair.First.Line).ThenBy(pair => pair.First.Column)
            .Select(pair => pair.First).ToList();
        if (_dropped > 0)
        {
            ordered.Add(new Notice(Stops ? NoticeKind.Rejected : NoticeKind.Ignored, Codes.TooMany, texts[^1].FileName, _lines[^1].Count, 1, "", $"{_dropped} more notices are not shown"));
        }

        return [.. ordered];
    }

    // A private key that stands in the file is not shown beside what is wrong there.
    private static string Cut(ReadOnlySpan<char> line, int from)
    {
        var key = line.IndexOf("PRIVATE KEY-----", StringComparison.Ordinal);
        var shown = key < 0 ? line : line[..key];
        return from >= shown.Length ? "" : shown.Slice(from, Math.Min(shown.Length - from, 2 * Reach)).ToString();
    }
}
