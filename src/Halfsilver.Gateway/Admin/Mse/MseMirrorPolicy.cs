using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Mse;

/// <summary>The policy Traffic Mirror of a route, as the console shows it.</summary>
/// <param name="DestinationService">Who gets the copies.</param>
/// <param name="Port">Its port; with a dynamic one that of now, missing where there is none or there are several.</param>
/// <param name="DynamicPort">Whether the port follows the service.</param>
/// <param name="Percentage">The share that is copied, in percent.</param>
/// <param name="Enable">Whether copies are made.</param>
internal sealed record MseMirrorPolicy(string DestinationService, int? Port, bool DynamicPort, decimal Percentage, bool Enable)
{
    /// <summary>The name of this policy in paths, and of the mirror that it makes.</summary>
    public const string Name = "traffic-mirror";

    /// <summary>The mirror that a route's policy is: the one of that name, else the only one. Null where there is none, or are several.</summary>
    public static Mirror? MirrorOf(Route route) =>
        route.Mirrors.FirstOrDefault(mirror => mirror.Name == Name) ?? (route.Mirrors.Where(mirror => mirror.Role == MirrorRole.Candidate).ToList() is [var only] ? only : null);

    /// <summary>The policy of a mirror.</summary>
    public static MseMirrorPolicy From(Mirror mirror, Plan plan)
    {
        var ports = MsePort.Of(plan.Services[mirror.Target.Service]);
        var port = mirror.Target.Port is { } name ? ports.FirstOrDefault(port => port.Name == name) : ports is [var only] ? only : null;
        return new MseMirrorPolicy(mirror.Target.Service, port?.Number, mirror.Target.Port is null, mirror.Share.Percent, mirror.Enabled);
    }
}

/// <summary>A card of the tab Policies.</summary>
internal sealed record MsePolicyCard(string Type, string Title, MseMirrorPolicy Policy);
