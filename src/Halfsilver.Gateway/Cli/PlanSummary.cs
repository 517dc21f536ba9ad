using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Cli;

/// <summary>A plan in a few lines, for the moment it starts.</summary>
internal static class PlanSummary
{
    private const int MostRoutes = 12;

    /// <summary>One line a route, with its mirrors.</summary>
    public static IEnumerable<string> Routes(Plan plan)
    {
        foreach (var route in plan.Routes.Take(MostRoutes))
            yield return $"{route.Name}: {TargetOf(plan, route)}{string.Concat(PlanNames.MirrorsOf(plan, route).Select(mirror => Copy(plan, mirror)))}";
        if (plan.Routes.Length > MostRoutes)
            yield return $"… and {plan.Routes.Length - MostRoutes} more routes";
    }

    /// <summary>Which methods the mirrors copy, in words; null without mirrors.</summary>
    public static string? Methods(Plan plan)
    {
        var rules = plan.Routes.SelectMany(route => PlanNames.MirrorsOf(plan, route))
            .Select(mirror => mirror.Only.Methods is { } methods ? string.Join(", ", methods) : "all methods, writes too").Distinct(StringComparer.Ordinal).ToArray();
        return rules.Length == 0 ? null : string.Join("; ", rules);
    }

    private static string Copy(Plan plan, Mirror mirror) =>
        mirror.Enabled ? $"  ⇉ {mirror.Share} {mirror.Name} ({AddressOf(plan, mirror.Target)})" : $"  ⇉ off {mirror.Name}";

    private static string TargetOf(Plan plan, Route route) => route.Action switch
    {
        ForwardAction forward => AddressOf(plan, forward.To),
        SplitAction split => $"{split.To.Length} services by weight",
        RedirectAction redirect => $"redirect {redirect.Status}",
        DirectAction direct => $"answer {direct.Status}",
        MetricsAction => "metrics page",
        _ => "",
    };

    private static string AddressOf(Plan plan, ServiceRef reference) => plan.Services.GetValueOrDefault(reference.Service) switch
    {
        EndpointsService { Endpoints: [var only] } => $"{(only.Tls ? "https" : "http")}://{(only.Host.Contains(':', StringComparison.Ordinal) ? $"[{only.Host}]" : only.Host)}:{only.Port}",
        MirroringService mirroring => AddressOf(plan, mirroring.Primary),
        _ => reference.Service,
    };
}
