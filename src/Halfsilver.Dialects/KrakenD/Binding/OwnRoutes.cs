using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>What KrakenD's router answers by itself: its page of health, and 405 for paths that have other methods.</summary>
internal sealed class OwnRoutes(MapItem? router, NameBook names)
{
    // After every endpoint: a path of another shape may have the method.
    private const int Last = -1;

    public IEnumerable<Route> All(EndpointBinder endpoints)
    {
        if (!(router?.Value("disable_health", false) ?? false))
        {
            yield return new Route
            {
                Name = names.For("health"),
                Rule = new AllOf([new PathRule(router?.Text("health_path") is ['/', ..] and var path ? path : "/__health"), new MethodRule(["GET"])]),
                Action = new DirectAction { Status = 200, Body = """{"status":"ok"}""", Fields = [new Field("Content-Type", "application/json; charset=utf-8")] },
            };
        }

        if (endpoints.Methods.Count == 0 || (router?.Value("disable_handle_method_not_allowed", false) ?? false))
        {
            yield break;
        }

        foreach (var same in endpoints.Methods.Values.GroupBy(path => string.Join(", ", path.Methods.Order(StringComparer.Ordinal)), StringComparer.Ordinal))
        {
            yield return new Route
            {
                Name = names.For($"other-than-{same.Key.ToLowerInvariant()}"),
                Rule = new OneOf([.. same.Select(path => path.Path)]),
                Priority = Last,
                Action = new DirectAction { Status = 405, Fields = [new Field("Allow", same.Key)] },
            };
        }
    }
}
