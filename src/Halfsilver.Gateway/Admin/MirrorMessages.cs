using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>A mirror of a route, in a list of all.</summary>
/// <param name="Route">The route's name.</param>
/// <param name="Mirror">The mirror's name.</param>
/// <param name="Service">Where copies go.</param>
/// <param name="Port">Which of the service's ports; missing where it has one.</param>
/// <param name="Percent">How much is copied.</param>
/// <param name="Enabled">Whether copies are made at all.</param>
/// <param name="Stopped">Whether the kill switch stops it now.</param>
/// <param name="WrittenAt">The service that it is written at, where other routes may have it too; missing where that is the route.</param>
internal sealed record MirrorEntry(string Route, string Mirror, string Service, string? Port, decimal Percent, bool Enabled, bool Stopped, string? WrittenAt)
{
    /// <summary>From the plan in force.</summary>
    public static MirrorEntry From(IGateway gateway, MirrorPlace place, Mirror mirror) => new(
        place.Route, mirror.Name, mirror.Target.Service, mirror.Target.Port, mirror.Share.Percent, mirror.Enabled, IsStopped(gateway, place), place.Service);

    private static bool IsStopped(IGateway gateway, MirrorPlace place) => gateway.Kill.Engaged.Any(kill =>
        kill.Scope.Route is null || (kill.Scope.Route == place.Route && (kill.Scope.Mirror is null || kill.Scope.Mirror == place.Name)));
}

/// <summary>All mirrors of all routes.</summary>
internal sealed record MirrorList(int Revision, ImmutableArray<MirrorEntry> Mirrors)
{
    /// <summary>From the plan in force.</summary>
    public static MirrorList From(IGateway gateway)
    {
        var plan = gateway.Plan;
        var entries = from route in plan.Routes
                      from owned in PlanNames.OwnedMirrorsOf(plan, route)
                      select MirrorEntry.From(gateway, new MirrorPlace(route.Name, owned.Service, owned.Mirror.Name), owned.Mirror);
        return new MirrorList(gateway.Revision, [.. entries]);
    }
}

/// <summary>One mirror.</summary>
/// <param name="Entry">What the list says of it.</param>
/// <param name="Settings">Its keys as in the native file, those with their defaults included. Values are the plan's: nothing stands for a variable.</param>
internal sealed record MirrorAnswer(MirrorEntry Entry, JsonNode Settings)
{
    /// <summary>From the plan in force.</summary>
    public static MirrorAnswer From(IGateway gateway, MirrorPlace place, Mirror mirror) =>
        new(MirrorEntry.From(gateway, place, mirror), place.MapIn(NativeWriter.Keys(place.Around(gateway.Plan), new WritingStyle(Defaults: true, Short: true)))[place.Name]!.DeepClone());
}
