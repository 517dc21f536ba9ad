using System.Collections.Immutable;
using Halfsilver.Planning;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>Plans as tests want them: one route to one primary, and mirrors that copy everything unless told otherwise.</summary>
internal static class Plans
{
    /// <summary>Loopback, any free port, patience for tests of a second.</summary>
    public static Plan To(LoopbackServer primary, params Mirror[] mirrors) => To(primary.Authority, mirrors);

    public static Plan To(string primary, params Mirror[] mirrors) => new()
    {
        EntryPoints = [new EntryPoint { Name = "web", Listen = "127.0.0.1:0" }],
        Admin = new AdminSettings { Listen = "127.0.0.1:0" },
        Services = Services(primary, mirrors),
        Routes = [new Route { Name = "all", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef("primary")), Mirrors = [.. mirrors] }],
        Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
    };

    /// <summary>The same plan with TLS towards clients.</summary>
    public static Plan WithTls(this Plan plan, ListenTls? tls = null) =>
        plan with { EntryPoints = [.. plan.EntryPoints.Select(entryPoint => entryPoint with { Tls = tls ?? new ListenTls() })] };

    /// <summary>The same plan with other limits of connections.</summary>
    public static Plan WithLimits(this Plan plan, ConnectionLimits limits) =>
        plan with { EntryPoints = [.. plan.EntryPoints.Select(entryPoint => entryPoint with { Limits = limits })] };

    /// <summary>Time to connect that only a mirror runs out of which cannot be reached: a second is little where tests run side by side.</summary>
    public static CopyTimeouts Unhurried { get; } = new() { Connect = TimeSpan.FromSeconds(30) };

    /// <summary>The same plan with as much time to connect for every copy and every primary.</summary>
    public static Plan Patient(this Plan plan)
    {
        var patient = plan.Services.Values.OfType<EndpointsService>().Select(service => service with { Timeouts = service.Timeouts with { Connect = Unhurried.Connect } });
        return plan.ForCopies(times => times with { Connect = Unhurried.Connect }).With(patient);
    }

    /// <summary>The same plan with other times for every copy.</summary>
    public static Plan ForCopies(this Plan plan, Func<CopyTimeouts, CopyTimeouts> change)
    {
        return plan.With(plan.Services.Values.OfType<MirroringService>().Select(service => service with { Mirrors = Changed(service.Mirrors) })) with
        {
            Routes = [.. plan.Routes.Select(route => route with { Mirrors = Changed(route.Mirrors) })],
        };

        ImmutableArray<Mirror> Changed(ImmutableArray<Mirror> mirrors) => [.. mirrors.Select(mirror => mirror with { Timeouts = change(mirror.Timeouts) })];
    }

    /// <summary>A mirror that copies this share of every method to a server; its target is a service named by its address.</summary>
    public static Mirror Mirror(LoopbackServer to, decimal percent = 100, string name = "mirror") => Mirror(to.Authority, percent, name);

    public static Mirror Mirror(string to, decimal percent = 100, string name = "mirror") => new()
    {
        Name = name,
        Timeouts = Unhurried,
        Target = new ServiceRef(to),
        Share = Share.FromPercent(percent)!,
        Only = new CopyFilter { Methods = null },
    };

    public static EndpointsService Service(string name, params string[] addresses) => new()
    {
        Name = name,
        Timeouts = new ServiceTimeouts { Connect = Unhurried.Connect },
        Endpoints = [.. addresses.Select(address => new EndpointAddress
        {
            Host = address[..address.LastIndexOf(':')],
            Port = int.Parse(address[(address.LastIndexOf(':') + 1)..]),
        })],
    };

    private static Plan With(this Plan plan, IEnumerable<Service> services) =>
        plan with { Services = plan.Services.SetItems(services.Select(service => KeyValuePair.Create(service.Name, service))) };

    private static ImmutableDictionary<string, Service> Services(string primary, Mirror[] mirrors)
    {
        var services = ImmutableDictionary<string, Service>.Empty.Add("primary", Service("primary", primary));
        foreach (var target in mirrors.Select(mirror => mirror.Target.Service).Distinct(StringComparer.Ordinal))
        {
            services = services.Add(target, Service(target, target));
        }

        return services;
    }
}
