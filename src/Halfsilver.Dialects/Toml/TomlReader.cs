using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Toml;

/// <summary>
/// Reads TOML 1.0 into the same nodes with places as YAML. Bounded like <see cref="TreeReader"/>; the first fault ends it, for what follows a
/// broken line cannot be told apart.
/// </summary>
internal sealed class TomlReader
{
    private readonly TomlCursor _cursor;
    private readonly TomlValues _values;
    private readonly TomlTable _root;
    private TomlTable _table;

    private TomlReader(string text, int file)
    {
        _cursor = new TomlCursor(text, file);
        _values = new TomlValues(_cursor);
        _root = new TomlTable(Place.Start with { File = file }) { IsDefined = true };
        _table = _root;
    }

    /// <summary>The file's root, or null after saying why there is none.</summary>
    public static Node? Read(string text, NoticeList notices, int file = 0)
    {
        var start = Place.Start with { File = file };
        if (text.Length > TreeReader.MostCharacters)
        {
            notices.Reject(Codes.TooLarge, start, "", $"the file has {text.Length} characters; at most {TreeReader.MostCharacters} are read");
            return null;
        }

        try
        {
            return new TomlReader(text, file).File();
        }
        catch (TomlFaultException fault)
        {
            notices.Reject(fault.Code, fault.Place, "", fault.Message);
            return null;
        }
    }

    private MapNode File()
    {
        while (true)
        {
            _cursor.SkipLines();
            if (_cursor.IsEnd)
            {
                return _root.ToNode();
            }

            if (_cursor.Current == '[')
            {
                Header();
            }
            else
            {
                Pair(_table);
            }

            _cursor.EndLine();
        }
    }

    private void Header()
    {
        var start = _cursor.Here();
        _cursor.Advance();
        var several = _cursor.TryTake('[');
        var names = _values.Keys();
        _cursor.SkipSpaces();
        _cursor.Take(']', "a closing bracket");
        if (several)
        {
            _cursor.Take(']', "two closing brackets");
        }

        var place = _cursor.From(start);
        var table = _root;
        for (var i = 0; i < names.Count - 1; i++)
        {
            table = table.Open(names[i], place);
        }

        _table = several ? table.Append(names[^1], place) : table.Define(names[^1], place);
    }

    private void Pair(TomlTable into)
    {
        var names = _values.Keys();
        _cursor.SkipSpaces();
        _cursor.Take('=', "= and a value");
        _cursor.SkipSpaces();
        into.Set(names, _values.Value(1));
    }
}

/// <summary>Reading cannot go on.</summary>
internal sealed class TomlFaultException(string code, Place place, string message) : Exception(message)
{
    public string Code => code;

    public Place Place => place;
}
