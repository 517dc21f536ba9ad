using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>What an Ingress' annotations change about requests.</summary>
internal static class IngressRewrites
{
    /// <summary>The expression of a path that is one, anchored at both ends.</summary>
    public static string Expression(IngressDraft draft, bool anyCase) =>
        $"^({(anyCase ? "?i" : "?")}:{draft.Path.TrimStart('^')}){(draft.Kind == PathKind.RegexPrefix ? ".*" : "")}$";

    public static Rewrite Of(IngressDraft draft, MapItem notes, ReadingScope scope)
    {
        var rewrite = Path(draft, notes, scope);
        if (notes.Text("upstream-vhost") is { Length: > 0 } host)
        {
            rewrite = rewrite with { Host = new HostRewrite(HostKind.Literal, host) };
        }

        return rewrite with
        {
            AddFields = Fields(notes, "request-header-control-add", scope),
            SetFields = Fields(notes, "request-header-control-update", scope),
            RemoveFields = [.. Names(notes, "request-header-control-remove")],
        } is var changed && changed is { AddFields.IsEmpty: true, SetFields.IsEmpty: true, RemoveFields.IsEmpty: true } ? rewrite : changed;
    }

    private static Rewrite Path(IngressDraft draft, MapItem notes, ReadingScope scope)
    {
        var anyCase = notes.Value("ignore-path-case", false);
        var isExpression = draft.Kind is PathKind.Regex or PathKind.RegexPrefix;
        if (notes.Text("rewrite-path") is { Length: > 0 } path)
        {
            return draft.Kind == PathKind.Prefix && !anyCase ? new Rewrite { ReplacePrefix = new PrefixReplacement(draft.Path, path) }
                : draft.Kind == PathKind.Prefix ? new Rewrite { ReplaceRegex = new RegexReplacement($"^(?i:{Tests.Literal(draft.Path.TrimEnd('/'))})", ConsolePolicies.Replacement(path)) }
                : new Rewrite { ReplacePath = path };
        }

        if (notes.Text("rewrite-target") is not { Length: > 0 } target)
        {
            return Rewrite.None;
        }

        return isExpression ? new Rewrite { ReplaceRegex = Whole(draft, Expression(draft, anyCase), ConsolePolicies.Replacement(target), scope) }
            : draft.Kind == PathKind.Exact ? new Rewrite { ReplacePath = target }
            : new Rewrite { ReplacePrefix = new PrefixReplacement(draft.Path, target) };
    }

    // One target may stand for several paths; a group that one of them has not is nothing there, as in nginx.
    private static RegexReplacement Whole(IngressDraft draft, string pattern, string replacement, ReadingScope scope)
    {
        var groups = LinearRegex.Check(pattern, "", [])?.GetGroupNumbers().Length ?? int.MaxValue;
        for (var group = 0; group <= 9; group++)
        {
            if (group >= groups && replacement.Contains($"${{{group}}}", StringComparison.Ordinal))
            {
                replacement = replacement.Replace($"${{{group}}}", "", StringComparison.Ordinal);
                scope.Approximate(draft.At.Place, draft.At.Path, $"the path has no group {group} that rewrite-target could put in: there it is nothing");
            }
        }

        return new RegexReplacement(pattern, replacement);
    }

    private static ImmutableArray<Field> Fields(MapItem notes, string key, ReadingScope scope)
    {
        var fields = ImmutableArray.CreateBuilder<Field>();
        foreach (var line in (notes.Text(key) ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.AsSpan().IndexOfAny(' ', '\t');
            if (space > 0)
            {
                fields.Add(new Field(line[..space], line[space..].Trim()));
            }
            else
            {
                var at = notes.Entries[key];
                scope.Approximate(at.Place, at.Path, $"\"{line}\" has no value behind a space: it is left out, as Higress does");
            }
        }

        return fields.ToImmutable();
    }

    private static string[] Names(MapItem notes, string key) =>
        (notes.Text(key) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
