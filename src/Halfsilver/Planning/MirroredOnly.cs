namespace Halfsilver.Planning;

/// <summary>Which services get copies and nothing else.</summary>
internal static class MirroredOnly
{
    /// <summary>Names of the services that mirrors lead to, and no route's own way.</summary>
    public static HashSet<string> In(Plan plan)
    {
        var mirrors = plan.Routes.SelectMany(route => route.Mirrors)
            .Concat(plan.Services.Values.OfType<MirroringService>().SelectMany(service => service.Mirrors)).ToList();
        if (mirrors.Count == 0)
        {
            return [];
        }

        var copied = Reached(plan, mirrors.Select(mirror => mirror.Target));
        copied.ExceptWith(Reached(plan, plan.Routes.SelectMany(route => route.Action switch
        {
            ForwardAction forward => [forward.To],
            SplitAction { To.IsDefault: false } split => split.To.Select(to => to.Service),
            _ => Enumerable.Empty<ServiceRef>(),
        })));
        return copied;
    }

    private static HashSet<string> Reached(Plan plan, IEnumerable<ServiceRef> from)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<ServiceRef>(from);
        while (open.TryDequeue(out var next))
        {
            if (seen.Add(next.Service) && plan.Services.TryGetValue(next.Service, out var service))
            {
                foreach (var to in service is MirroringService mirroring ? [mirroring.Primary] : ServiceCycles.Next(service))
                {
                    open.Enqueue(to);
                }
            }
        }

        return seen;
    }
}
