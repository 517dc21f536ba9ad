using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Mirrors on routes that no document holds: they are put on the plan's own route.</summary>
internal static class DirectMirrors
{
    /// <summary>Begins the names of the services that are made for them.</summary>
    public const string OwnNames = "mirror.";

    /// <summary>The mirror that a plugin is put in the place of: the one that was put there this way, or the only one; null for none.</summary>
    public static Mirror? On(Route route) =>
        route.Mirrors.FirstOrDefault(mirror => mirror.Name == PluginConfigs.TrafficMirror) ?? (route.Mirrors.Length == 1 ? route.Mirrors[0] : null);

    /// <summary>Puts a plugin on a route.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="route">The route's name.</param>
    /// <param name="old">The mirror in whose place it stands, with all that a plugin says nothing about; null for a new one.</param>
    /// <param name="plugin">The plugin, its configuration in camel case and complete.</param>
    /// <param name="mirror">The mirror as it was put there.</param>
    public static Plan Put(Plan plan, string route, Mirror? old, JsonObject plugin, out Mirror mirror)
    {
        var config = plugin["config"]!.AsObject();
        var (host, port) = (config.Text("mirrorHost")!, (int)StrictJson.Number(config["mirrorPort"])!);
        host = host is ['[', .., ']'] ? host[1..^1] : host;
        var target = old?.Target;
        if (old is null || DerivedObjects.AddressOf(plan, old) is not { } address || address.Host != host || address.Port != port)
        {
            var service = ServiceOf(host, port);
            plan = plan with { Services = plan.Services.SetItem(service.Name, service) };
            target = new ServiceRef(service.Name);
        }

        mirror = (old ?? MirrorMaker.Make(plugin.Text("instance_name") ?? PluginConfigs.TrafficMirror, default, Share.All)) with
        {
            Target = target!.Value,
            Share = Share.FromPercent((decimal)StrictJson.Number(config["percentage"])!)!,
            Timing = StrictJson.Bool(config["synchronous"]) == true ? CopyTiming.Await : old is { Timing: not CopyTiming.Await } ? old.Timing : CopyTiming.Concurrent,
            LogResponses = StrictJson.Bool(config["logResponses"]) == true,
            Enabled = StrictJson.Bool(plugin["enabled"]) ?? true,
        };
        var put = mirror;
        return With(plan, route, mirrors => old is null ? mirrors.Add(put) : mirrors.Replace(old, put), old);
    }

    /// <summary>Takes a mirror off a route.</summary>
    public static Plan Remove(Plan plan, string route, Mirror mirror) => With(plan, route, mirrors => mirrors.Remove(mirror), mirror);

    private static EndpointsService ServiceOf(string host, int port) => new()
    {
        Name = $"{OwnNames}{host}-{port}",
        Endpoints = [new EndpointAddress { Host = host, Port = port }],
        Host = HostRewrite.Service,
    };

    private static Plan With(Plan plan, string route, Func<ImmutableArray<Mirror>, ImmutableArray<Mirror>> change, Mirror? old)
    {
        plan = plan with { Routes = [.. plan.Routes.Select(one => one.Name == route ? one with { Mirrors = change(one.Mirrors) } : one)] };

        // A service that was made for the mirror goes with the last one that leads there.
        var gone = old is { Target.Service: var service } && service.StartsWith(OwnNames, StringComparison.Ordinal)
            && !plan.Routes.Any(one => one.Mirrors.Any(mirror => mirror.Target.Service == service));
        return gone ? plan with { Services = plan.Services.Remove(old!.Target.Service) } : plan;
    }
}
