using System.Text;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Matching;

/// <summary>
/// A path, with or without a query, in which <c>{name}</c> may stand anywhere for what a request's path has in place of the parameter of the
/// route's template, octet by octet as it came; <c>{*rest}</c> stands for the rest, after a slash. Where calls are made one after the other
/// <c>{call:way}</c> stands for a value of an earlier call's answer.
/// </summary>
internal sealed class TargetTemplate
{
    private readonly List<Part> _parts = [];

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
    /// <param name="earlier">Names of the calls whose answers are there by then; null for none.</param>
    public static TargetTemplate? Compile(string text, Rule? rule, string path, ICollection<Problem> problems, IReadOnlyCollection<string>? earlier = null)
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
                template._parts.Add(new Part(Encoding.ASCII.GetBytes(literal)));
                break;
            }

            var name = rest[(open + 1)..close];
            rest = rest[(close + 1)..];
            if (name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                // Without a rule only the form is checked: any call may be there.
                if (colon == name.Length - 1 || (rule is not null && !(earlier ?? []).Contains(name[..colon], StringComparer.Ordinal)))
                {
                    Refuse($"{{call:member}} takes a call before this one, in a service with sequential: true ({{{name}}})");
                    return null;
                }

                template._parts.Add(new Part(Encoding.ASCII.GetBytes(literal)) { Call = name[..colon], Way = name[(colon + 1)..] });
                continue;
            }

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

            template._parts.Add(new Part(Encoding.ASCII.GetBytes(isRest ? literal[..^1] : literal)) { Value = value, From = isRest ? 2 : 1 });
        }

        return problems.Count == before && rule is not null ? template : null;

        void Refuse(string right) => problems.Report(ProblemCodes.BadTemplate, path, $"not a path to call ({FieldSyntax.Shown(text)}); {right}");
    }

    /// <summary>The target for a request with this path, or null where something that stands in it is not there.</summary>
    /// <param name="path">The client's path.</param>
    /// <param name="answers">Values of earlier calls' answers, where there are such calls.</param>
    public byte[]? Fill(ReadOnlySpan<byte> path, AnswerValue? answers = null)
    {
        var made = new List<byte>(128);
        foreach (var part in _parts)
        {
            made.AddRange(part.Text);
            if (part.Call is not null)
            {
                if (answers?.Invoke(part.Call, part.Way) is not { Length: > 0 } value)
                {
                    return null;
                }

                made.AddRange(Encoding.ASCII.GetBytes(Uri.EscapeDataString(value)));
            }
            else if (part.Value is not null)
            {
                if (part.Value.Apply(path, path) is not { } filled)
                {
                    return null;
                }

                made.AddRange(filled.AsSpan(part.From));
            }
        }

        return made.Count > 0 ? [.. made] : "/"u8.ToArray();
    }

    // A text, and what follows it: a parameter of the path, a value of an answer, or nothing.
    private sealed record Part(byte[] Text)
    {
        public PathChange? Value { get; init; }

        public int From { get; init; }

        public string? Call { get; init; }

        public string Way { get; init; } = "";
    }
}

/// <summary>A value of an earlier call's answer as text; null where it is none.</summary>
/// <param name="call">The call's name.</param>
/// <param name="way">The member, as <c>user.id</c>.</param>
internal delegate string? AnswerValue(string call, string way);
