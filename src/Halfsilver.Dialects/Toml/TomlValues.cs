using System.Collections.Immutable;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Toml;

/// <summary>Reads keys and values.</summary>
internal sealed class TomlValues(TomlCursor cursor)
{
    private readonly TomlStrings _strings = new(cursor);
    private int _count;

    /// <summary>A key with its dots.</summary>
    public IReadOnlyList<TomlKey> Keys()
    {
        var keys = new List<TomlKey>();
        do
        {
            cursor.SkipSpaces();
            keys.Add(Key());
            Count();
            if (keys.Count > TreeReader.MostDepth)
            {
                throw TooMuch($"more than {TreeReader.MostDepth} levels");
            }

            cursor.SkipSpaces();
        }
        while (cursor.TryTake('.'));

        return keys;
    }

    /// <summary>A value: a node, or a table in braces.</summary>
    public object Value(int depth)
    {
        if (depth > TreeReader.MostDepth)
        {
            throw TooMuch($"more than {TreeReader.MostDepth} levels");
        }

        Count();
        var start = cursor.Here();
        return cursor.Current switch
        {
            '"' or '\'' => new ScalarNode(_strings.Read(), plain: false, cursor.From(start)),
            '[' => List(depth),
            '{' => Inline(depth),
            _ => Word(start),
        };
    }

    private TomlKey Key()
    {
        var start = cursor.Here();
        if (cursor.Current is '"' or '\'')
        {
            if (cursor.StartsWith("\"\"\"") || cursor.StartsWith("'''"))
            {
                throw cursor.Fault("a key has no more than one quote on each side");
            }

            return new TomlKey(_strings.Read(), cursor.From(start));
        }

        var name = cursor.TakeWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return name.Length > 0 ? new TomlKey(name, cursor.From(start)) : throw cursor.Fault($"found {cursor.Shown()}; expected a key: letters, digits, _ and -, or a text in quotes");
    }

    private ListNode List(int depth)
    {
        var start = cursor.Here();
        var items = ImmutableArray.CreateBuilder<Node>();
        cursor.Advance();
        for (cursor.SkipLines(); !cursor.TryTake(']'); cursor.SkipLines())
        {
            items.Add(Node(Value(depth + 1)));
            cursor.SkipLines();
            if (!cursor.TryTake(',') && cursor.Current != ']')
            {
                throw cursor.Fault($"found {cursor.Shown()}; expected a comma or a closing bracket");
            }
        }

        return new ListNode(items.ToImmutable(), cursor.From(start));
    }

    private TomlTable Inline(int depth)
    {
        var table = new TomlTable(cursor.Here()) { IsInline = true, IsDefined = true };
        cursor.Advance();
        cursor.SkipSpaces();
        if (cursor.TryTake('}'))
        {
            return table;
        }

        do
        {
            var names = Keys();
            cursor.SkipSpaces();
            cursor.Take('=', "= and a value");
            cursor.SkipSpaces();
            table.Set(names, Value(depth + names.Count));
            cursor.SkipSpaces();
        }
        while (cursor.TryTake(','));

        cursor.Take('}', "a comma or a closing brace on the same line");
        return table;
    }

    private ScalarNode Word(Place start)
    {
        var word = cursor.TakeWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '.' or ':');

        // A date and a time may have one space between them.
        if (word is [_, _, _, _, '-', ..] && word.Length == 10 && cursor.Current == ' ' && char.IsAsciiDigit(cursor.Ahead(1)) && char.IsAsciiDigit(cursor.Ahead(2)) && cursor.Ahead(3) == ':')
        {
            cursor.Advance();
            word += " " + cursor.TakeWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.' or ':');
        }

        var place = cursor.From(start);
        if (word.Length == 0)
        {
            throw TomlCursor.Fault(start, $"found {cursor.Shown()}; expected a value");
        }

        return TomlWords.Read(word) is { } read
            ? new ScalarNode(read.Text, read.Plain, place)
            : throw TomlCursor.Fault(place, $"\"{(word.Length > 80 ? word[..80] + "…" : word)}\" is no value; texts stand in quotes, numbers are decimal, 0x, 0o or 0b");
    }

    private static Node Node(object value) => value as Node ?? ((TomlTable)value).ToNode();

    private void Count()
    {
        if (++_count > TreeReader.MostNodes)
        {
            throw TooMuch($"more than {TreeReader.MostNodes} values");
        }
    }

    private TomlFaultException TooMuch(string message) => new(Codes.TooLarge, cursor.Here(), message);
}
