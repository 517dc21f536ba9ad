using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Turns a checked file into a plan.</summary>
internal sealed class FileBinder(MapItem file, ReadingScope scope)
{
    private const long UsualBody = 64L * 1024 * 1024;

    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly PlanPlaces _places = new(scope);

    public PlanPlaces Places => _places;

    public Plan Bind()
    {
        var plan = new Plan();
        var endpoints = file.List("endpoints").OfType<MapItem>().ToList();
        var router = Router();
        var services = new NameBook();
        var frame = new Frame(scope, new HostBook(file, new UpstreamBinder(file, scope).Template(LongestOf(endpoints)), services, _places), services, new NameBook(), _places)
        {
            Timeout = Time("timeout") is { } time && time < Longest ? time : UsualTime,
            Output = file.Text("output_encoding") is { Length: > 0 } output ? output : "json",
            MaxBody = router?.Value<long>("max_payload", 0) is > 0 and var most ? most : UsualBody,
        };
        var binder = new EndpointBinder(frame);
        var bound = endpoints.Select(binder.Bind).OfType<(Route Route, FanOutService Service)>().ToList();
        var all = frame.Hosts.Services.Concat<Service>(bound.Select(pair => pair.Service)).ToImmutableDictionary(service => service.Name, StringComparer.Ordinal);
        return plan with
        {
            Gateway = file.Text("name") is { Length: > 0 } name && !name.Any(char.IsControl) ? name : plan.Gateway,
            EntryPoints = [new EntryPointBinder(file, scope, _places).Bind()],
            Services = all,
            Routes = [.. bound.Select(pair => pair.Route), .. new OwnRoutes(router, frame.Routes).All(binder)],
            TrustedProxies = Trusted(router),
            Drain = Time("max_shutdown_wait_time") is { } wait ? plan.Drain with { Primaries = wait < Longest ? wait : Longest } : plan.Drain,
        };
    }

    private MapItem? Router() =>
        file.Map("extra_config") is { } extra ? extra.Map("router") ?? extra.Map("github_com/luraproject/lura/router/gin") : null;

    private TimeSpan? Time(string key) => file.TryGet<TimeSpan>(key, out var time) && time > TimeSpan.Zero ? time : null;

    private TimeSpan LongestOf(List<MapItem> endpoints) =>
        endpoints.Select(endpoint => endpoint.Value("timeout", TimeSpan.Zero)).Append(Time("timeout") ?? UsualTime).Max();

    private ImmutableArray<string> Trusted(MapItem? router)
    {
        if (router is null || !router.Value("forwarded_by_client_ip", true))
        {
            return [];
        }

        var networks = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Texts.Of(router, "trusted_proxies"))
        {
            if (Addresses.IsNetwork((string)item.Value))
            {
                networks.Add((string)item.Value);
            }
            else
            {
                scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{item.Value}\" is no network; an address, or CIDR notation as 10.0.0.0/8");
            }
        }

        _places.Remember("trustedProxies", router.Entries.GetValueOrDefault("trusted_proxies"));
        return networks.ToImmutable();
    }
}
