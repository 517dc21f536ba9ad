namespace Halfsilver.Planning;

/// <summary>Services: names, addresses, weights, times, mirrors.</summary>
internal static class ServiceCheck
{
    private const int MaxWeight = 1_000_000;

    public static void Check(Plan plan, References references, ICollection<Problem> problems)
    {
        Names.Check("services", plan.Services.Keys.Order(StringComparer.Ordinal), problems);
        foreach (var (key, service) in plan.Services.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var place = $"services[{key}]";
            if (service.Name != key)
            {
                problems.Report(
                    ProblemCodes.BadName,
                    $"{place}.name",
                    $"service is filed under another name (\"{service.Name}\"); \"{key}\"");
            }

            switch (service)
            {
                case EndpointsService endpoints:
                    Endpoints(endpoints, place, problems);
                    break;
                case WeightedService weighted:
                    references.Weighted(weighted.To.IsDefault ? [] : weighted.To, $"{place}.weighted");
                    break;
                case FailoverService failover:
                    FailoverCheck.Check(plan, failover, $"{place}.failover", references, problems);
                    break;
                case FanOutService fanOut:
                    FanOutCheck.Check(plan, fanOut, place, references, problems);
                    break;
                case MirroringService mirroring:
                    references.Service(mirroring.Primary, $"{place}.primary");
                    MirrorCheck.Check(plan, mirroring.Mirrors, place, references, problems);
                    break;
            }
        }
    }

    private static void Endpoints(EndpointsService service, string place, ICollection<Problem> problems)
    {
        var ranges = new Ranges(problems);
        var endpoints = service.Endpoints.IsDefault ? [] : service.Endpoints;
        for (var i = 0; i < endpoints.Length; i++)
        {
            var endpoint = endpoints[i];
            var here = $"{place}.endpoints[{i}]";
            if (!HostPort.IsHost(endpoint.Host))
            {
                problems.Report(
                    ProblemCodes.BadAddress,
                    $"{here}.host",
                    $"not a host ({FieldSyntax.Shown(endpoint.Host)}); a name or an IP address, IPv6 without brackets");
            }

            ranges.Number(endpoint.Port, 1, ushort.MaxValue, $"{here}.port");
            ranges.Number(endpoint.Weight, 0, MaxWeight, $"{here}.weight");
            if (endpoint.Tls)
            {
                problems.Report(
                    ProblemCodes.NotYet,
                    $"{here}.tls",
                    $"TLS to upstreams is not built yet ({endpoint.Host}:{endpoint.Port}); http");
            }
        }

        // Weights count within one port. A service without endpoints is no problem here: it is reported when it is asked.
        foreach (var port in endpoints.GroupBy(endpoint => endpoint.PortName, StringComparer.Ordinal).Where(port => port.All(endpoint => endpoint.Weight <= 0)))
        {
            var which = port.Key is null ? "" : $" of port \"{port.Key}\"";
            problems.Report(ProblemCodes.NoWeight, $"{place}.endpoints", $"every weight{which} is 0 (0); at least one above 0");
        }

        if (endpoints.Any(endpoint => endpoint.PortName is null) && endpoints.Any(endpoint => endpoint.PortName is not null))
        {
            problems.Report(ProblemCodes.BadPort, $"{place}.endpoints", "some ports have names and some have none; all or none");
        }

        ranges.Time(service.Timeouts.Connect, $"{place}.timeouts.connect");
        ranges.Time(service.Timeouts.Request, $"{place}.timeouts.request");
        ranges.Time(service.Timeouts.Idle, $"{place}.timeouts.idle");
        ranges.AtLeast(service.MaxConnections ?? 1, 1, $"{place}.maxConnections");
        RewriteCheck.Host(service.Host, $"{place}.host", problems);
        HealthRules.Check(service, place, problems);
    }
}
