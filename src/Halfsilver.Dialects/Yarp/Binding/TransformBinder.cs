using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Binds the transforms of a route, one after another, into one change. An order that a plan cannot say is refused.</summary>
internal sealed class TransformBinder(ReadingScope scope)
{
    public Rewrite Bind(IEnumerable<MapItem> transforms)
    {
        var rewrite = Rewrite.None;
        var steps = new FieldSteps();
        var query = new QueryChanges();
        foreach (var transform in transforms)
        {
            if (transform.Names.Count == 0)
            {
                scope.Reject(Codes.NotHere, transform.Place, transform.Path, "is no transform that is known here, and destinations would see another request without it");
                continue;
            }

            rewrite = Path(transform, rewrite);
            query = Query(transform, query);
            rewrite = Fields(transform, rewrite, steps);
            Forwarded(transform, steps);
        }

        return steps.On(rewrite with { Query = query == new QueryChanges() ? null : query });
    }

    private Rewrite Path(MapItem transform, Rewrite rewrite)
    {
        if (PathOf(transform, "PathSet") is { } whole)
        {
            return WithoutPath(rewrite) with { ReplacePath = whole };
        }

        if (PathOf(transform, "PathPattern") is { } pattern)
        {
            var plain = pattern.Replace("{**", "{*", StringComparison.Ordinal);
            var isTemplate = plain.Split('/').All(segment => !segment.Contains('{', StringComparison.Ordinal) || (segment.StartsWith('{') && segment.IndexOf('}', StringComparison.Ordinal) == segment.Length - 1));
            return isTemplate ? WithoutPath(rewrite) with { Template = plain } : WithoutPath(rewrite) with { Target = plain };
        }

        if (PathOf(transform, "PathPrefix") is { } prefix && prefix.Length > 1)
        {
            return rewrite with { AddPrefix = prefix.TrimEnd('/') + rewrite.AddPrefix };
        }

        if (PathOf(transform, "PathRemovePrefix") is { } removed && removed.Length > 1)
        {
            if (rewrite.AddPrefix is null && rewrite.ReplaceRegex is null && rewrite.ReplacePath is null && rewrite.Template is null && rewrite.Target is null)
            {
                return rewrite with { ReplaceRegex = new RegexReplacement($"(?i)^{Patterns.Escaped(removed.TrimEnd('/'))}(?:/|$)", "/") };
            }

            scope.Reject(Codes.NotHere, transform.Place, transform.Path, "a prefix cannot be taken off behind another change of the path; take it off first");
        }

        return rewrite;
    }

    private static Rewrite WithoutPath(Rewrite rewrite) => rewrite with { ReplacePath = null, Template = null, Target = null, ReplaceRegex = null, AddPrefix = null };

    private string? PathOf(MapItem transform, string key)
    {
        if (transform.Text(key) is not { } text)
        {
            return null;
        }

        var path = text.StartsWith('/') ? text : $"/{text}";
        if (!path.Any(c => c is <= ' ' or >= (char)0x7F or '?' or '#'))
        {
            return path;
        }

        var item = transform.Entries[key];
        scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(text)}\" is no path; without space, ? and #");
        return null;
    }

    private QueryChanges Query(MapItem transform, QueryChanges query)
    {
        if (transform.Text("QueryRemoveParameter") is { Length: > 0 } removed)
        {
            return query with { Remove = query.Remove.Contains(removed, StringComparer.Ordinal) ? query.Remove : query.Remove.Add(removed) };
        }

        if (transform.Text("QueryValueParameter") is not { Length: > 0 } name)
        {
            return query;
        }

        return transform.Text("Append") is { } added ? query with { Add = query.Add.Add(new Field(name, added)) }
            : transform.Text("Set") is { } set ? query with { Set = [.. query.Set.Where(field => field.Name != name), new Field(name, set)] }
            : Unfinished(transform, query);
    }

    private Rewrite Fields(MapItem transform, Rewrite rewrite, FieldSteps steps)
    {
        if (transform.TryGet<bool>("RequestHeaderOriginalHost", out var original))
        {
            rewrite = rewrite with { Host = original ? HostRewrite.Preserve : null };
        }

        if (transform.TryGet<bool>("RequestHeadersCopy", out var copied))
        {
            rewrite = rewrite with { PassFields = copied ? null : [] };
        }

        if (transform.Text("RequestHeadersAllowed") is { } allowed)
        {
            var names = allowed.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase);
            rewrite = rewrite with { PassFields = [.. names] };
        }

        if (Named(transform, "RequestHeaderRemove") is { } removed)
        {
            steps.Remove(removed);
        }

        if (Named(transform, "RequestHeader") is not { } name)
        {
            return rewrite;
        }

        if (transform.Text("Set") is { } set)
        {
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                return rewrite with { Host = new HostRewrite(HostKind.Literal, set) };
            }

            steps.Set(name, set);
        }
        else if (transform.Text("Append") is { } added)
        {
            steps.Add(name, added);
        }
        else
        {
            Unfinished(transform, rewrite);
        }

        return rewrite;
    }

    private string? Named(MapItem transform, string key)
    {
        if (transform.Text(key) is not { } name || FieldSyntax.IsToken(name))
        {
            return transform.Text(key);
        }

        var item = transform.Entries[key];
        scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(name)}\" is no name of a field");
        return null;
    }

    // The gateway writes these fields itself, and leaves out those that the plan takes out.
    private void Forwarded(MapItem transform, FieldSteps steps)
    {
        if (transform.Text("X-Forwarded") is not { } all)
        {
            return;
        }

        foreach (var (key, usual) in (ReadOnlySpan<(string, string)>)[("For", "Append"), ("Host", "Set"), ("Proto", "Set")])
        {
            var action = transform.Text(key) ?? all;
            var item = transform.Entries.GetValueOrDefault(key) ?? transform.Entries["X-Forwarded"];
            if (action.Equals("Remove", StringComparison.OrdinalIgnoreCase))
            {
                steps.Remove($"X-Forwarded-{key}");
            }
            else if (!action.Equals(usual, StringComparison.OrdinalIgnoreCase))
            {
                scope.Approximate(item.Place, item.Path, key == "For" ? "the client's address is put behind what came in X-Forwarded-For" : $"X-Forwarded-{key} is written anew");
            }
        }
    }

    private T Unfinished<T>(MapItem transform, T unchanged)
    {
        scope.Reject(Codes.MissingKey, transform.Place, transform.Path, "one of Set, Append is missing");
        return unchanged;
    }
}
