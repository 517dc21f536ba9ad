using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>
/// A service that does not pass the Host on names its own, even where a middleware has set another. A plan's route says what is sent
/// before its services do, so they have to say it once more.
/// </summary>
internal sealed class SentHosts(Plan plan)
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public static Plan Settle(Plan plan) => plan.Routes.All(route => route.Rewrite.Host is null) ? plan : new SentHosts(plan).Settled();

    private Plan Settled()
    {
        return plan with
        {
            Services = plan.Services.ToImmutableDictionary(entry => entry.Key, entry => entry.Value is MirroringService mirroring ? Mirrors(mirroring) : entry.Value, StringComparer.Ordinal),
            Routes = [.. plan.Routes.Select(route => route.Action is ForwardAction forward && NamesItsOwn(forward.To) ? route with { Rewrite = route.Rewrite with { Host = null } } : route)],
        };
    }

    private MirroringService Mirrors(MirroringService service) => service with
    {
        Mirrors = [.. service.Mirrors.Select(mirror => NamesItsOwn(mirror.Target)
            ? mirror with { Changes = mirror.Changes with { Rewrite = mirror.Changes.Rewrite with { Host = HostRewrite.Service } } }
            : mirror)],
    };

    // The services are built, so they lead back to none of themselves; many may lead to one.
    private bool NamesItsOwn(ServiceRef reference)
    {
        if (!_known.TryGetValue(reference.Service, out var known))
        {
            _known[reference.Service] = known = plan.Services.GetValueOrDefault(reference.Service) switch
            {
                EndpointsService endpoints => endpoints.Host.Kind == HostKind.Service,
                MirroringService mirroring => NamesItsOwn(mirroring.Primary),
                WeightedService weighted => weighted.To.All(to => NamesItsOwn(to.Service)),
                FailoverService failover => NamesItsOwn(failover.Primary),
                _ => false,
            };
        }

        return known;
    }
}
