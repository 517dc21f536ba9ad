using Halfsilver.Journey.Library;
using Halfsilver.Planning;

namespace Halfsilver;

/// <summary>
/// Which of an application's requests are copied, and where to. Checked as a whole when the application starts: a
/// <see cref="PlanRefusedException"/> then carries every problem. Later changes have no effect.
/// </summary>
public sealed class MirroringOptions
{
    private readonly List<(Mirror Mirror, Rule Match)> _mirrors = [];
    private readonly List<EndpointsService> _services = [];

    /// <summary>Limits that all copies of the application share. Default: 4,096 copies in flight, 16,384 waiting, 64 MiB held.</summary>
    public Budgets Budgets { get; set; } = new();

    /// <summary>How long copies under way may go on when the application stops. Default 5 s; 0 to 24 h.</summary>
    public TimeSpan Drain { get; set; } = new DrainSettings().Copies;

    /// <summary>The mirrors, each with the requests that concern it.</summary>
    internal IReadOnlyList<(Mirror Mirror, Rule Match)> Mirrors => _mirrors;

    /// <summary>The services that mirrors name.</summary>
    internal IReadOnlyList<EndpointsService> Services => _services;

    /// <summary>What could not even be said in records.</summary>
    internal List<Problem> Problems { get; } = [];

    /// <summary>Copies a share of the requests to an address.</summary>
    /// <param name="name">Unique; a label in metrics and logs.</param>
    /// <param name="url">Scheme, host and port alone, as <c>http://orders-v2:8000</c>. Targets and queries come from the requests.</param>
    /// <param name="percent">0 to 100, exact in millionths of the whole.</param>
    /// <param name="match">The requests that concern the mirror. Null: all.</param>
    /// <param name="allMethods">
    /// Whether writes are copied too: say so only where the mirror's database, queues and partners are its own. Default false: GET, HEAD
    /// and OPTIONS.
    /// </param>
    /// <returns>These options.</returns>
    public MirroringOptions Mirror(string name, string url, decimal percent, Rule? match = null, bool allMethods = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(url);
        if (MirrorUrl.Read(url, $"mirrors[{name}].url", Problems) is { } endpoint)
        {
            Service(new EndpointsService { Name = name, Endpoints = [endpoint] });
        }
        else
        {
            // The problem is said; a service that is not there would only say it again.
            Service(new EndpointsService { Name = name, Endpoints = [] });
        }

        return Mirror(
            new Mirror
            {
                Name = name,
                Target = new ServiceRef(name),
                Share = MirrorShare.Of(percent, $"mirrors[{name}].percent", Problems),
                Only = allMethods ? new CopyFilter { Methods = null } : new CopyFilter(),
            },
            match);
    }

    /// <summary>Copies requests as a record says in full. Its target is a service of <see cref="Service"/>.</summary>
    /// <param name="mirror">The record; its defaults are those of the gateway.</param>
    /// <param name="match">The requests that concern the mirror. Null: all.</param>
    /// <returns>These options.</returns>
    public MirroringOptions Mirror(Mirror mirror, Rule? match = null)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        _mirrors.Add((mirror, match ?? AnyRule.Instance));
        return this;
    }

    /// <summary>Names addresses that mirrors copy to.</summary>
    /// <param name="service">The addresses; several are balanced.</param>
    /// <returns>These options.</returns>
    public MirroringOptions Service(EndpointsService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        _services.Add(service);
        return this;
    }
}
