using System.Text;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Matching;

/// <summary>
/// A path, with or without a query, in which <c>{name}</c> may stand anywhere for what a request's path has in place of the parameter of the
/// route's template, octet by octet as it came; <c>{*rest}</c> stands for the rest, after a slash.
/// </summary>
internal sealed class TargetTemplate
{
    private readonly List<(byte[] Text, PathChange? Value, int Skip)> _parts = [];

    private TargetTemplate()
    {
    }

    /// <summary>Whether it has a query of its own.</summary>
    public bool HasQuery { get; private init; }

    /// <summary>The template, or null after saying what is wrong.</summary>
    /// <param name="text">What people wrote.</param>
    /// <param name="rule">The route's rule, whose template has the parameters; null where no route is known: only the form is checked.</param>
    /// <param name="path">Where it stands in the plan.</param>
    /// <param name="problems">Told what is wrong.</param>
    public static TargetTemplate? Compile(string text, Rule? rule, string path, ICollection<Problem> problems)
    {
        var template = new TargetTemplate { HasQuery = text.Contains('?', StringComparison.Ordinal) };
        var before = problems.Count;
        if (!text.StartsWith('/') || text.Any(c => c is <= ' ' or >= (char)0x7F or '#' or '"' or '<' or '>' or '\\' or '^' or '`' or '|') || !Grammar.PercentsAreWhole(Encoding.ASCII.GetBytes(text)))
        {
            Refuse("begins with /, visible ASCII without #");
            return null;
        }

        for (var rest = text; rest.Length > 0;)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            var close = open < 0 ? -1 : rest.IndexOf('}', open);
            var literal = open < 0 ? rest : rest[..open];
            if (literal.Contains('}', StringComparison.Ordinal) || (open >= 0 && close < 0))
            {
                Refuse("each { has its }");
                return null;
            }

            if (open < 0)
            {
                template._parts.Add((Encoding.ASCII.GetBytes(literal), null, 0));
                break;
            }

            var name = rest[(open + 1)..close];
            var isRest = name.StartsWith('*');
            if (isRest && !literal.EndsWith('/'))
            {
                Refuse($"{{{name}}} stands after a slash");
                return null;
            }

            // The rest brings its slash along, or is nothing; a segment before it tells the two apart.
            var found = new List<Problem>();
            var value = PathChanges.Compile(new Rewrite { Template = isRest ? $"/-/{{{name}}}" : $"/{{{name}}}" }, rule, path, found);
            foreach (var problem in found)
            {
                problems.Add(problem with { Path = path });
            }

            template._parts.Add((Encoding.ASCII.GetBytes(isRest ? literal[..^1] : literal), value, isRest ? 2 : 1));
            rest = rest[(close + 1)..];
        }

        return problems.Count == before && rule is not null ? template : null;

        void Refuse(string right) => problems.Report(ProblemCodes.BadTemplate, path, $"not a path to call ({FieldSyntax.Shown(text)}); {right}");
    }

    /// <summary>The target for a request with this path, or null where the route matched by something that has not the parameters.</summary>
    public byte[]? Fill(ReadOnlySpan<byte> path)
    {
        var made = new List<byte>(128);
        foreach (var (text, value, skip) in _parts)
        {
            made.AddRange(text);
            if (value is null)
            {
                continue;
            }

            if (value.Apply(path, path) is not { } filled)
            {
                return null;
            }

            made.AddRange(filled.AsSpan(skip));
        }

        return made.Count > 0 ? [.. made] : "/"u8.ToArray();
    }
}
