using System.Collections.Immutable;
using Halfsilver.Dialects.Mse;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Mse;

/// <summary>Changes of a route's policy Traffic Mirror: of the mirror on the route itself, whoever wrote that. What the form has no field for stays.</summary>
internal static class MseMirrorEdit
{
    /// <summary>Reads the form, or a part of it.</summary>
    /// <exception cref="RefusedRequestException">It is not right.</exception>
    public static async Task<MirrorPolicyText> ReadAsync(HttpContext context)
    {
        var form = MirrorPolicyText.Read((await JsonBody.ObjectWithoutNullsAsync(context)).ToJsonString(), out var faults);
        if (!faults.IsEmpty)
        {
            throw ProblemPlace.Refusal(
                "The policy is not valid", [.. faults.Select(fault => ProblemPlace.From(fault with { Line = 0, Path = fault.Path == "target" ? "destinationService" : fault.Path }))]);
        }

        if (form is { IsDynamic: true, Port: { } port } && port != MirrorPolicyText.Dynamic)
        {
            throw JsonBody.Refusal("/port", "stands beside dynamicPort; use one of them", "HS0014");
        }

        return form is { IsDynamic: false, Port: MirrorPolicyText.Dynamic } ? throw JsonBody.Refusal("/port", "is dynamic, and dynamicPort says that it is not; use one of them", "HS0014") : form;
    }

    /// <summary>The plan with the policy as the form says; what a whole form leaves out is its default, what a part leaves out stays.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="route">The route's name.</param>
    /// <param name="form">The form.</param>
    /// <param name="isWhole">Whether it is the whole one.</param>
    /// <param name="isNew">Whether there was no policy before.</param>
    /// <exception cref="RefusedRequestException">The policy cannot be so.</exception>
    public static Plan Put(Plan plan, string route, MirrorPolicyText form, bool isWhole, out bool isNew)
    {
        var owner = MseRoutes.RouteOf(plan, route);
        var mirror = MseMirrorPolicy.MirrorOf(owner);
        isNew = mirror is null;
        if (mirror is null && !isWhole)
        {
            throw MseRoutes.NoPolicy(route);
        }

        var before = isWhole ? null : mirror;
        var name = form.Service ?? before?.Target.Service ?? throw JsonBody.Refusal("/destinationService", "is missing; the service that gets the copies", "HS0011");
        if (!plan.Services.TryGetValue(name, out var service))
        {
            throw JsonBody.Refusal("/destinationService", $"no service named '{AdminText.Line(name, "")}' is associated with the gateway", ProblemCodes.UnknownService);
        }

        if (service is EndpointsService { Routable: false })
        {
            throw JsonBody.Refusal("/destinationService", $"service '{name}' speaks no HTTP; only HTTP and HTTPS can be mirrored to", ProblemCodes.NotRoutable, "service-protocol-unsupported");
        }

        var (to, next) = MsePort.Find(plan, service, PortOf(form, before, plan));
        var changed = (mirror ?? MirrorMaker.Make(MseMirrorPolicy.Name, to, Share.All)) with
        {
            Target = to,
            Share = form.Percent is { } percent ? Share.FromPercent(percent)! : before?.Share ?? Share.All,
            Enabled = form.IsEnabled ?? before?.Enabled ?? true,
        };
        return With(next, owner, mirror is null ? owner.Mirrors.Add(changed) : owner.Mirrors.Replace(mirror, changed));
    }

    /// <summary>The plan without the policy.</summary>
    /// <exception cref="RefusedRequestException">There is none.</exception>
    public static Plan Delete(Plan plan, string route)
    {
        var owner = MseRoutes.RouteOf(plan, route);
        return With(plan, owner, owner.Mirrors.Remove(MseMirrorPolicy.MirrorOf(owner) ?? throw MseRoutes.NoPolicy(route)));
    }

    private static string PortOf(MirrorPolicyText form, Mirror? before, Plan plan)
    {
        if (form.Port is { } port)
        {
            return port;
        }

        var isDynamic = form.IsDynamic ?? before?.Target.Port is null;
        if (isDynamic)
        {
            return MirrorPolicyText.Dynamic;
        }

        // Not dynamic from now on: the port of now is meant.
        return before?.Target.Port ?? (before is null ? null : MseMirrorPolicy.From(before, plan).Port?.ToString(System.Globalization.CultureInfo.InvariantCulture))
            ?? throw JsonBody.Refusal("/port", "is missing, and dynamicPort says that it does not follow the service", "HS0011");
    }

    private static Plan With(Plan plan, Route owner, ImmutableArray<Mirror> mirrors) => plan with { Routes = plan.Routes.Replace(owner, owner with { Mirrors = mirrors }) };
}
