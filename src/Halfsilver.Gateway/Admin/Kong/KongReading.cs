using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Kong;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>
/// What the objects of a document come to: they are read as Kong's files are. Differs from a file in three things: listeners are those of the
/// plan around it, services that nobody named get names that no file has, and canaries are split off.
/// </summary>
internal static class KongReading
{
    /// <summary>Begins the names of services that nobody named: targets of mirrors, parts of canaries.</summary>
    public const string OwnNames = "kong.";

    /// <summary>The plan of a document's objects.</summary>
    /// <param name="document">The document.</param>
    /// <param name="around">The plan that it is in.</param>
    /// <exception cref="RefusedRequestException">The objects cannot be served.</exception>
    public static Plan Of(KongDocument document, Plan around)
    {
        var text = Text(document);
        if (text.Count == 1)
        {
            return new Plan { EntryPoints = around.EntryPoints };
        }

        var reading = new KongDialect().Read(new DialectText(KongDocument.Name, text.ToJsonString(AdminJson.Options)));
        if (reading.Plan is not { } plan)
        {
            // What is left of an object without its wrong field may be wrong as a whole; the field says enough.
            var faults = reading.Notices.Where(notice => notice.StopsThePlan).Select(FaultOf).ToImmutableArray();
            var placed = faults.Where(fault => fault.Pointer.Length > 0).ToImmutableArray();
            throw FieldFaults.Refusal(placed.IsEmpty ? faults : placed);
        }

        return Listeners(Canaries(Named(plan), document), around);
    }

    private static JsonObject Text(KongDocument document)
    {
        var text = new JsonObject { ["_format_version"] = "3.0" };
        foreach (var kind in EntityKind.All)
        {
            var list = new JsonArray();
            foreach (var entity in document.All(kind))
            {
                list.Add((JsonNode)Said(kind, entity));
            }

            if (list.Count > 0)
            {
                text[kind.Name] = list;
            }
        }

        return text;
    }

    // Nulls say nothing, and what is not Kong's is dealt with here.
    private static JsonObject Said(EntityKind kind, JsonObject entity)
    {
        var said = new JsonObject();
        foreach (var field in kind.Fields)
        {
            if (entity[field.Name] is { } value)
            {
                said[field.Name] = field.Rule is RecordRule && value is JsonObject record ? WithoutNulls(record) : value.DeepClone();
            }
        }

        if (kind == EntityKind.Targets && entity[TargetHealth.Member] is not null)
        {
            said["weight"] = 0;
        }

        return said;
    }

    private static JsonObject WithoutNulls(JsonObject record)
    {
        var said = new JsonObject();
        foreach (var (name, value) in record)
        {
            if (value is not null)
            {
                said[name] = value is JsonObject inner ? WithoutNulls(inner) : value.DeepClone();
            }
        }

        return said;
    }

    // A fault at services[3].port is one of the object's field, as whoever sent the object knows it.
    private static ProblemPlace FaultOf(Notice notice)
    {
        var place = ProblemPlace.From(notice);
        var steps = place.Pointer.Split('/');
        return steps.Length > 2 ? place with { Pointer = string.Concat(steps.Skip(3).Select(step => $"/{step}")), Line = null, Column = null } : place;
    }

    private static Plan Named(Plan plan)
    {
        var mirrors = plan.Routes.SelectMany(route => route.Mirrors).Concat(plan.Services.Values.OfType<MirroringService>().SelectMany(service => service.Mirrors));
        var own = mirrors.Select(mirror => mirror.Target.Service)
            .Concat(plan.Services.Values.OfType<MirroringService>().Select(service => service.Name)).ToHashSet(StringComparer.Ordinal);
        if (own.Count == 0)
        {
            return plan;
        }

        ServiceRef Ref(ServiceRef reference) => own.Contains(reference.Service) ? reference with { Service = OwnNames + reference.Service } : reference;
        ImmutableArray<Mirror> Mirrors(ImmutableArray<Mirror> all) => [.. all.Select(mirror => mirror with { Target = Ref(mirror.Target) })];
        return plan with
        {
            Services = plan.Services.Values.Select(service => own.Contains(service.Name) ? service with { Name = OwnNames + service.Name } : service)
                .Select(service => service is MirroringService around ? around with { Mirrors = Mirrors(around.Mirrors) } : service)
                .ToImmutableDictionary(service => service.Name, StringComparer.Ordinal),
            Routes =
            [
                .. plan.Routes.Select(route => route with
                {
                    Action = route.Action is ForwardAction forward ? new ForwardAction(Ref(forward.To)) : route.Action,
                    Mirrors = Mirrors(route.Mirrors),
                }),
            ],
        };
    }

    private static Plan Canaries(Plan plan, KongDocument document)
    {
        foreach (var service in document.All(EntityKind.Services))
        {
            if (Canary.Of(service) is { } canary && service.Text("name") is { } name && plan.Services.GetValueOrDefault(new PlanNames().Make(name)) is EndpointsService stable)
            {
                plan = plan with { Services = canary.Split(plan.Services, stable) };
            }
        }

        return plan;
    }

    // Other listeners take a restart, so routes are served by those that there are: a route for https alone by those with TLS.
    private static Plan Listeners(Plan plan, Plan around)
    {
        var clear = around.EntryPoints.Where(point => point.Tls is null).Select(point => point.Name).ToImmutableArray();
        var secure = around.EntryPoints.Where(point => point.Tls is not null).Select(point => point.Name).ToImmutableArray();
        return plan with
        {
            EntryPoints = around.EntryPoints,
            Routes =
            [
                .. from route in plan.Routes
                   let points = route.EntryPoints switch { [] => [], ["web"] => clear, _ => secure }

                   // No listener in a list means all of them.
                   where route.EntryPoints.IsEmpty || !points.IsEmpty
                   select route with { EntryPoints = points },
            ],
        };
    }
}
