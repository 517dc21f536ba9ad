using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>
/// A canary takes a part of another Ingress' requests: by header or cookie as a route of its own before it, with all that the other's annotations
/// say; by weight as one more service of it.
/// </summary>
internal static class Canaries
{
    /// <summary>The routes that a canary adds, after its weight is put in.</summary>
    public static IEnumerable<IngressDraft> Apply(IngressDraft canary, List<IngressDraft> normal, ReadingScope scope)
    {
        var notes = canary.File.Notes;
        if (notes.Text("mirror-target-service") is not null || notes.Text("mirror-target-fqdn") is not null)
        {
            scope.Approximate(notes.Place, notes.Path, "a canary's requests are copied by the mirror of the Ingress that it belongs to; its own is left out, as Higress does");
        }

        if (Test(notes) is { } test)
        {
            return normal.Select(draft => new IngressDraft
            {
                File = draft.File,
                Name = canary.Name,
                Host = draft.Host,
                Path = draft.Path,
                Kind = draft.Kind,
                At = canary.At,
                To = canary.To,
                Tests = draft.Tests,
                Canary = test,
            }).ToList();
        }

        var weight = (int)notes.Value<long>("canary-weight", 0);
        var total = (int)notes.Value<long>("canary-weight-total", 100);
        foreach (var draft in normal)
        {
            draft.Total = Math.Max(draft.Total, total);
            draft.To.AddRange(canary.To.Select(to => new WeightedRef(to.Service, weight)));
            if (draft.File.Notes.Entries.Keys.Any(key => key.StartsWith("request-header-control", StringComparison.Ordinal)))
            {
                scope.Approximate(canary.At.Place, canary.At.Path, $"fields that \"{draft.File.Object.Name}\" changes are changed for this canary's requests too");
            }
        }

        return [];
    }

    private static HeaderRule? Test(MapItem notes)
    {
        if (notes.Text("canary-by-header") is { Length: > 0 } name)
        {
            return new HeaderRule(name,
                notes.Text("canary-by-header-value") is { Length: > 0 } value ? ValueTest.Matches($"^(?:always|{value})$")
                : notes.Text("canary-by-header-pattern") is { Length: > 0 } pattern ? ValueTest.Matches($"^(?:{pattern})$")
                : ValueTest.Is("always"));
        }

        return notes.Text("canary-by-cookie") is { Length: > 0 } cookie
            ? new HeaderRule("Cookie", ValueTest.Matches($"^(?:.*?; ?)?{Tests.Literal(cookie)}=always(?:;.*)?$"))
            : null;
    }
}
