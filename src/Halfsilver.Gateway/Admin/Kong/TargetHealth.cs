using System.Text.Json.Nodes;

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

    /// <summary>In Kong's words.</summary>
    /// <param name="target">The target.</param>
    /// <param name="seen">Whether checks find it well; null where nothing checks it.</param>
    public static string Words(JsonObject target, bool? seen) =>
        target[Member] is not null || seen == false ? "UNHEALTHY" : seen == true ? "HEALTHY" : "HEALTHCHECKS_OFF";
}
