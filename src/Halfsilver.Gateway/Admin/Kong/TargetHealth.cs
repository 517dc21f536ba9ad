using System.Text.Json.Nodes;
using Halfsilver.Gateway.Running;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Whether somebody said of a target that it is not well. It gets no requests then; it is kept in the plan, and so over restarts.</summary>
internal static class TargetHealth
{
    /// <summary>The member of a target that says so.</summary>
    public const string Member = "down";

    /// <summary>Says it, or takes it back.</summary>
    public static void Set(JsonObject target, bool well)
    {
        target.Remove(Member);
        if (!well)
        {
            target[Member] = true;
        }
    }

    /// <summary>Whether checks find it well; null where nothing checks it, or no route leads there.</summary>
    public static bool? Seen(IGateway gateway, KongObjects objects, KongEntry upstream, KongEntry target)
    {
        var address = target.Name.LastIndexOf(':') > target.Name.LastIndexOf(']') ? target.Name : $"{target.Name}:8000";
        var seen = objects.Document.All(EntityKind.Services).Where(service => string.Equals(service.Text("host"), upstream.Name, StringComparison.OrdinalIgnoreCase))
            .Select(service => gateway.IsWell(new Dialects.Shapes.PlanNames().Make(service.Text("name") ?? upstream.Name), address)).OfType<bool>().ToList();
        return seen.Count == 0 ? null : seen.TrueForAll(well => well);
    }

    /// <summary>In Kong's words.</summary>
    /// <param name="target">The target.</param>
    /// <param name="seen">Whether checks find it well; null where nothing checks it.</param>
    public static string Words(JsonObject target, bool? seen) =>
        target[Member] is not null || seen == false ? "UNHEALTHY" : seen == true ? "HEALTHY" : "HEALTHCHECKS_OFF";
}
