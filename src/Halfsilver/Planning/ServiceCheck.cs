namespace Halfsilver.Planning;

/// <summary>Services: names, addresses, weights, times, mirrors.</summary>
internal static class ServiceCheck
{
    private const int MaxWeight = 1_000_000;

    public static void Check(Plan plan, References references, ICollection<Problem> problems)
    {
        var names = plan.Services.Keys.Order(StringComparer.Ordinal).ToList();
        Names.Check("services", names, problems);
        foreach (var key in names)
        {
            var service = plan.Services[key];
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
                    FanOutCheck.Check(plan, fanOut, $"{place}.fanOut", references, problems);
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
            Protocol(endpoint.OwnProtocol ?? service.Protocol, endpoint.Tls, here, problems);
            Tls(endpoint.OwnTls, $"{here}.tls", problems);
        }

        Tls(service.Tls, $"{place}.tls", problems);
        if (service.Tls?.Mode == UpstreamTlsMode.None && endpoints.FirstOrDefault(endpoint => endpoint.Tls) is { } secured)
        {
            problems.Report(ProblemCodes.BadTls, $"{place}.tls.mode", $"none, and an address with TLS ({secured.Host}:{secured.Port}); tls, or http:// addresses");
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

    private static void Protocol(UpstreamProtocol protocol, bool tls, string place, ICollection<Problem> problems)
    {
        if (protocol == UpstreamProtocol.Http2 && !tls)
        {
            problems.Report(ProblemCodes.BadTls, place, "HTTP/2 over TLS without TLS (http2); an https:// address, or h2c");
        }
        else if (protocol == UpstreamProtocol.H2c && tls)
        {
            problems.Report(ProblemCodes.BadTls, place, "HTTP/2 without TLS to an address with TLS (h2c); http2, or an http:// address");
        }
    }

    private static void Tls(UpstreamTls? tls, string place, ICollection<Problem> problems)
    {
        if (tls is null)
        {
            return;
        }

        if (tls.ServerName is { } name && !HostPort.IsHost(name))
        {
            problems.Report(ProblemCodes.BadTls, $"{place}.serverName", $"not a name ({FieldSyntax.Shown(name)}); a name or an IP address");
        }

        if (tls is { Mode: UpstreamTlsMode.Mutual, CertificateFile: null })
        {
            problems.Report(ProblemCodes.BadTls, $"{place}.certificate", "mode mtls without a certificate to show (none); file and keyFile");
        }

        if (tls.CertificateFile is null != tls.KeyFile is null)
        {
            problems.Report(ProblemCodes.BadTls, $"{place}.certificate", "a certificate without its key, or a key without its certificate; both");
        }
    }
}
