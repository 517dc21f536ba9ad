using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>Who answers a rule's requests.</summary>
internal sealed class RuleActions(BackendBook book, Backends backends, ReadingScope scope)
{
    private const int Wrong = 500;

    /// <summary>The action, and what the only backend's filters change.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="route">Its route.</param>
    /// <param name="name">Its name in the plan.</param>
    /// <param name="filters">Its filters.</param>
    public (RouteAction Action, Rewrite Rewrite) Of(MapItem rule, KubernetesObject route, string name, RuleFilters filters)
    {
        if (filters.Extension is { } extension)
        {
            scope.Approximate(extension.Place, extension.Path, "the filter is one controller's own and must not be skipped: requests are answered with 500, and not copied");
            return (new DirectAction { Status = Wrong }, Rewrite.None);
        }

        var references = rule.List("backendRefs").OfType<MapItem>().ToList();
        if (filters.Redirect is { } redirect)
        {
            if (references.Count > 0)
            {
                scope.Reject(Codes.Exclusive, redirect.Place, redirect.Path, "a rule answers with a redirect or has backends; one of the two");
            }

            return (Redirect(redirect), Rewrite.None);
        }

        if (references.Count == 0)
        {
            scope.Approximate(rule.Place, rule.Path, "names no backend: its requests are answered with 500, and not copied");
            return (new DirectAction { Status = Wrong }, Rewrite.None);
        }

        return Balanced(references, rule, route, name, filters);
    }

    private (RouteAction, Rewrite) Balanced(List<MapItem> references, MapItem rule, KubernetesObject route, string name, RuleFilters filters)
    {
        var rewrite = filters.Rewrite;
        var to = ImmutableArray.CreateBuilder<WeightedRef>();
        var right = 0;
        foreach (var reference in references)
        {
            var weight = (int)reference.Value<long>("weight", 1);
            var own = RuleFilters.Of(reference, route, backends, scope);
            if (own.Changes && references.Count == 1)
            {
                rewrite = Both(rewrite, own.Rewrite);
            }
            else if (own.Changes || own.Redirect is not null || own.Extension is not null)
            {
                scope.Reject(Codes.NotHere, reference.Place, reference.Path, "requests to one of several backends are not changed on their own here, and are not answered in its place; put the filter at the rule");
            }

            if (backends.Find(reference, route, isMirror: false) is { } service)
            {
                right += weight > 0 ? 1 : 0;
                to.Add(new WeightedRef(own.Mirrors.IsEmpty ? service : Mirrored(service, own.Mirrors, name, reference), weight));
            }
            else
            {
                // Its share of the requests is answered with an error; the others' is not.
                to.Add(new WeightedRef(book.Of("nobody", [], new EndpointsService { Name = "", Endpoints = [] }, reference), weight));
            }
        }

        if (right == 0)
        {
            scope.Approximate(rule.Place, rule.Path, to.All(each => each.Weight == 0) ? "every weight is 0: its requests are answered with 500, and not copied" : "no backend is right: its requests are answered with 500, and not copied");
            return (new DirectAction { Status = Wrong }, Rewrite.None);
        }

        return (to is [var only] ? new ForwardAction(only.Service) : new SplitAction(to.ToImmutable()), rewrite);
    }

    private ServiceRef Mirrored(ServiceRef service, ImmutableArray<Mirror> mirrors, string name, Item at) =>
        book.Add($"{name}-{service.Service}", called => new MirroringService { Name = called, Primary = service, Mirrors = mirrors }, at.Path, at.Place);

    private RedirectAction Redirect(MapItem redirect)
    {
        var scheme = redirect.Text("scheme");
        var path = redirect.Map("path") is { } modifier && RuleFilters.IsWholePath(modifier, scope) ? modifier : null;
        return new RedirectAction
        {
            Status = (int)redirect.Value<long>("statusCode", 302),
            Scheme = scheme,
            Host = redirect.Text("hostname"),
            Port = redirect.TryGet<long>("port", out var port) ? (int)port : scheme switch { "https" => 443, "http" => 80, _ => null },
            Path = path?.Text("replaceFullPath"),
            PathPrefix = path?.Text("replacePrefixMatch") is { } prefix ? prefix.TrimEnd('/') is { Length: > 0 } bare ? bare : "/" : null,
        };
    }

    private static Rewrite Both(Rewrite outer, Rewrite inner) => outer with
    {
        SetFields = outer.SetFields.AddRange(inner.SetFields),
        AddFields = outer.AddFields.AddRange(inner.AddFields),
        RemoveFields = outer.RemoveFields.AddRange(inner.RemoveFields),
        Host = inner.Host ?? outer.Host,
    };
}
