using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Vrata;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>Changes of one object as changes of the plan: the objects are read as they were and as they are to be, and what differs is brought into the plan.</summary>
internal sealed class VrataEdit
{
    private readonly VrataState _state;
    private readonly VrataKind _kind;
    private readonly string _id;

    private VrataEdit(Plan written, VrataKind kind, string id) => (_state, _kind, _id) = (VrataState.Of(written), kind, id);

    /// <summary>What there is to say about the object; known once the plan is made.</summary>
    public ImmutableArray<ProblemPlace> Notices { get; private set; } = [];

    /// <summary>Whether the object was there already.</summary>
    public bool WasThere { get; private set; }

    /// <summary>The plan with an object in it, new or in place of the one with its id.</summary>
    /// <param name="written">The plan.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="item">The object, its id in it.</param>
    /// <param name="isNew">Whether it may be new; else one of its id has to be there.</param>
    /// <param name="edit">What became of it.</param>
    /// <exception cref="RefusedRequestException">It cannot be there.</exception>
    public static Plan Put(Plan written, VrataKind kind, JsonObject item, bool isNew, out VrataEdit edit)
    {
        edit = new VrataEdit(written, kind, VrataDocument.IdOf(item)!);
        var view = new VrataView(edit._state);
        if (view.IsElsewhere(kind, edit._id))
        {
            throw new RefusedRequestException(
                409, "conflict", $"The {kind.Word} was not written here",
                $"the {kind.Word} '{AdminText.Line(edit._id, "")}' comes from files or another API, which say more than this one can; change it there, or DELETE it here and make it anew");
        }

        edit.WasThere = view.Find(kind, edit._id) is not null;
        if (!isNew && !edit.WasThere)
        {
            throw NotThere(kind, edit._id);
        }

        var changed = edit._state.Document.With(kind, item);
        return changed.Text.Length <= VrataDocument.MaxLength
            ? edit.Bring(changed)
            : throw new RefusedRequestException(413, "payload-too-large", "There is no room for it", $"all objects together may have {VrataDocument.MaxLength} letters");
    }

    /// <summary>The plan without an object, or without what others wrote under its id.</summary>
    /// <inheritdoc cref="Put"/>
    public static Plan Delete(Plan written, VrataKind kind, string id)
    {
        var edit = new VrataEdit(written, kind, id);
        if (new VrataView(edit._state).IsElsewhere(kind, id))
        {
            return kind == VrataKind.Routes
                ? written with { Routes = [.. written.Routes.Where(route => route.Name != id)] }
                : written with { Services = written.Services.Remove(id) };
        }

        return edit._state.Document.Find(kind, id) is null ? throw NotThere(kind, id) : edit.Bring(edit._state.Document.Without(kind, id));
    }

    /// <summary>The answer where an object is not there.</summary>
    public static RefusedRequestException NotThere(VrataKind kind, string id) =>
        new(404, "not-found", $"There is no such {kind.Word}", $"no {kind.Word} has the id '{AdminText.Line(id, "")}'");

    private Plan Bring(VrataDocument changed)
    {
        var reading = _state.Read(changed);
        var at = $"{_kind.List}[{changed.PlaceOf(_kind, _id)}]";
        VrataBody.Refuse(_kind, reading.Notices, at);
        Notices = [.. reading.Notices.Where(notice => notice.Path.StartsWith(at, StringComparison.Ordinal)).Select(notice => VrataBody.Place(notice, at))];
        Served(reading, changed);
        var before = _state.Reading.Plan ?? new Plan { EntryPoints = [] };
        var plan = PlanGraft.Graft(_state.Written, InForce(before), Kept(before, reading.Plan!), out var problems);
        return problems.IsEmpty ? plan with { Objects = plan.Objects.SetItem(VrataDocument.Api, changed.Text) } : throw ProblemPlace.Taken("conflict", problems);
    }

    // Of a file the rest is served where a route or an address is no good; who makes one now is told.
    private void Served(VrataReading reading, VrataDocument changed)
    {
        if (_kind == VrataKind.Destinations && reading.Destinations.GetValueOrDefault(_id, []).Any(name => reading.Plan!.Services[name] is EndpointsService { Endpoints.IsEmpty: true }))
        {
            throw JsonBody.Refusal("/host", "host and port name no address that can be called; write both, or endpoints", Codes.BadValue);
        }

        if (_kind == VrataKind.Routes && changed.Find(_kind, _id) is not null && !reading.Routes.ContainsKey(_id))
        {
            throw ProblemPlace.Refusal("The route is not valid", Notices.IsEmpty ? [new ProblemPlace("", Codes.BadValue, "no request can reach it")] : Notices);
        }
    }

    // What somebody took out of the plan another way does not come back with the next change of something else.
    private Plan InForce(Plan before) => before with { Routes = [.. before.Routes.Where(route => InForce(route.Name) is not null)] };

    private Plan Kept(Plan before, Plan after)
    {
        var were = before.Routes.ToDictionary(route => route.Name, StringComparer.Ordinal);
        return after with
        {
            Routes = [.. after.Routes.Select(Kept).OfType<Route>()],
            Services = after.Services.ToImmutableDictionary(each => each.Key, each => Held(before.Services.GetValueOrDefault(each.Key), each.Value), StringComparer.Ordinal),
        };

        // The order of routes moves with the change of another; what was done to the route itself stays.
        Route? Kept(Route route) =>
            were.GetValueOrDefault(route.Name) is { } was && PlanEquality.Same(was with { Priority = route.Priority }, route)
                ? InForce(route.Name) is { } now ? now with { Priority = route.Priority } : null
                : route;
    }

    // A port that somebody's mirror holds by its number keeps that name as long as the number is the same.
    private Service Held(Service? was, Service now) =>
        was is not null && !PlanEquality.Same(was, now) && now is EndpointsService { Endpoints: [{ PortName: null }, ..] } plain
        && _state.Written.Services.GetValueOrDefault(now.Name) is EndpointsService { Endpoints: [{ PortName: { } name }, ..] } held
        && plain.Endpoints.All(endpoint => endpoint.Port == held.Endpoints[0].Port)
            ? plain with { Endpoints = [.. plain.Endpoints.Select(endpoint => endpoint with { PortName = name })] }
            : now;

    private Route? InForce(string name) => _state.Written.Routes.FirstOrDefault(route => route.Name == name);
}
