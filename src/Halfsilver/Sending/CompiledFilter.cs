using System.Collections.Immutable;
using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>A <see cref="CopyFilter"/> ready for requests. Immutable.</summary>
internal sealed class CompiledFilter
{
    private readonly byte[][]? _methods;
    private readonly CompiledRule? _path;
    private readonly CompiledRule? _notPath;
    private readonly CompiledRule[] _headers;
    private readonly byte[][] _contentTypes;

    private CompiledFilter(CopyFilter filter, Expressions? expressions)
    {
        // A plan in force has been checked: the problems were told to whoever brought it.
        CompiledRule Rule(Rule rule) => RuleCompiler.Compile(rule, "only", [], expressions);

        _methods = filter.Methods is { } methods ? Bytes(methods) : null;
        _path = filter.Path is null ? null : Rule(filter.Path);
        _notPath = filter.NotPath is null ? null : Rule(filter.NotPath);
        _headers = [.. filter.Headers.Select(Rule)];
        _contentTypes = Bytes(filter.ContentTypes);
    }

    public static CompiledFilter Compile(CopyFilter filter, Expressions? expressions = null) => new(filter, expressions);

    /// <summary>The first of the filters, in the order of the books, that keeps this request from being copied; null when all let it pass.</summary>
    public Fate? Refuses(RequestFacts facts)
    {
        if (_methods is not null && !IsAmong(_methods, facts.Head.Method))
        {
            return Fate.Method;
        }

        if ((_path is not null && !_path.Matches(facts)) || (_notPath is not null && _notPath.Matches(facts)))
        {
            return Fate.Path;
        }

        foreach (var header in _headers)
        {
            if (!header.Matches(facts))
            {
                return Fate.Header;
            }
        }

        return _contentTypes.Length == 0 || HasContentType(facts.Head) ? null : Fate.ContentType;
    }

    private static byte[][] Bytes(ImmutableArray<string> texts) => [.. texts.Select(Encoding.ASCII.GetBytes)];

    // Methods are compared with case (RFC 9110 §9.1).
    private static bool IsAmong(byte[][] methods, ReadOnlySpan<byte> method)
    {
        foreach (var one in methods)
        {
            if (method.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasContentType(RequestHead head)
    {
        if (head.Framing == BodyFraming.None || head is { Framing: BodyFraming.Length, ContentLength: 0 })
        {
            return true;
        }

        var type = MediaType.Of(head);
        if (type.IsEmpty)
        {
            return false;
        }

        foreach (var wanted in _contentTypes)
        {
            // "text/*" takes every subtype.
            var any = wanted.AsSpan().EndsWith("/*"u8);
            var compared = any && type.Length >= wanted.Length ? type[..(wanted.Length - 1)] : type;
            if (Ascii.EqualsIgnoreCase(compared, any ? wanted.AsSpan(0, wanted.Length - 1) : wanted))
            {
                return true;
            }
        }

        return false;
    }
}
