using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>
/// What a plan holds as Vrata's objects: those that were written so, as they were written, and what others wrote, derived. The plan is the
/// truth: an object whose route was changed another way is shown as it is now, one whose route is gone is not shown.
/// </summary>
internal sealed class VrataView(VrataState state)
{
    /// <summary>Of the active plan, or of another.</summary>
    public static VrataView Of(Plan written) => new(VrataState.Of(written));

    /// <summary>All of a kind.</summary>
    public IEnumerable<JsonObject> All(VrataKind kind) => kind.List switch
    {
        "routes" => state.Document.All(kind).Select(item => Now(item, RoutesOf)).OfType<JsonObject>().Concat(OtherRoutes.Select(VrataDerived.Route)),
        "destinations" => state.Document.All(kind).Select(item => Now(item, ServicesOf)).OfType<JsonObject>().Concat(OtherServices.Select(VrataDerived.Destination)),
        "listeners" => state.Written.EntryPoints.Select(point => VrataDerived.Listener(point, state.Written)),
        _ => state.Document.All(kind).Select(item => (JsonObject)item.DeepClone()),
    };

    /// <summary>The one with this id.</summary>
    public JsonObject? Find(VrataKind kind, string id) => All(kind).LastOrDefault(item => VrataDocument.IdOf(item) == id);

    /// <summary>The whole, as a snapshot has it.</summary>
    public JsonObject Dump() => new(((VrataKind[])[VrataKind.Listeners, VrataKind.Destinations, VrataKind.Routes, VrataKind.Groups, VrataKind.Middlewares])
        .Select(kind => KeyValuePair.Create(kind.List, (JsonNode?)new JsonArray([.. All(kind)]))));

    /// <summary>Whether something of this id stands in the plan that no object stands for.</summary>
    public bool IsElsewhere(VrataKind kind, string id) => state.Document.Find(kind, id) is null && kind.List switch
    {
        "routes" => OtherRoutes.Any(route => route.Name == id),
        "destinations" => OtherServices.Any(service => service.Name == id),
        _ => false,
    };

    private IEnumerable<Route> OtherRoutes
    {
        get
        {
            var own = state.Reading.Routes.Values.SelectMany(names => names).ToHashSet(StringComparer.Ordinal);
            return state.Written.Routes.Where(route => !own.Contains(route.Name));
        }
    }

    // Without those that stand for destinations that do not exist: they are nobody's.
    private IEnumerable<Service> OtherServices => state.Others.Values.OrderBy(service => service.Name, StringComparer.Ordinal);

    private (ImmutableArray<string> Names, Func<string, object?> Read, Func<string, object?> InForce, Func<object, JsonObject> Derive) RoutesOf(string id) => (
        state.Reading.Routes.GetValueOrDefault(id, []),
        name => state.Reading.Plan?.Routes.FirstOrDefault(route => route.Name == name),
        name => state.Written.Routes.FirstOrDefault(route => route.Name == name),
        route => VrataDerived.Route((Route)route));

    private (ImmutableArray<string> Names, Func<string, object?> Read, Func<string, object?> InForce, Func<object, JsonObject> Derive) ServicesOf(string id) => (
        state.Reading.Destinations.GetValueOrDefault(id, []),
        name => state.Reading.Plan?.Services.GetValueOrDefault(name),
        name => state.Written.Services.GetValueOrDefault(name),
        service => VrataDerived.Destination((Service)service));

    private static JsonObject? Now(
        JsonObject item, Func<string, (ImmutableArray<string> Names, Func<string, object?> Read, Func<string, object?> InForce, Func<object, JsonObject> Derive)> find)
    {
        var id = VrataDocument.IdOf(item) ?? "";
        var (names, read, inForce, derive) = find(id);
        var there = names.Select(inForce).OfType<object>().ToList();
        if (names.Length > 0 && there.Count == 0)
        {
            return null;
        }

        if (names.All(name => read(name) is not { } own || inForce(name) is { } now && PlanEquality.Same(own, now)))
        {
            return (JsonObject)item.DeepClone();
        }

        var derived = derive(there[0]);
        derived["id"] = id;
        return derived;
    }
}
