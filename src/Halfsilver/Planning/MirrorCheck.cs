using System.Collections.Immutable;
using System.Net;

namespace Halfsilver.Planning;

/// <summary>Mirrors of one route or service: names, targets, numbers, filters, changes.</summary>
internal static class MirrorCheck
{
    public static void Check(Plan plan, ImmutableArray<Mirror> mirrors, string node, References references, ICollection<Problem> problems)
    {
        Names.Check($"{node}.mirrors", mirrors.Select(mirror => mirror.Name), problems);
        foreach (var mirror in mirrors)
        {
            var place = $"{node}.mirrors[{mirror.Name}]";
            references.Service(mirror.Target, $"{place}.service");
            if (!plan.Outbound.OwnListeners)
            {
                OwnListener(plan, mirror.Target, place, problems);
            }
            if (plan.Services.TryGetValue(mirror.Target.Service, out var target) && LeadsToFanOut(plan, target, []))
            {
                problems.Report(
                    ProblemCodes.BadFanOut, $"{place}.service", $"copies are sent to one service, not fanned out (\"{mirror.Target.Service}\"); a mirror for each call");
            }

            Numbers(mirror, place, new Ranges(problems));
            if (mirror.Only.Methods is { } methods && MethodNames.Check(methods, $"{place}.only.methods") is { } badMethod)
            {
                problems.Add(badMethod);
            }

            foreach (var type in mirror.Only.ContentTypes.Where(type => !IsMediaType(type)))
            {
                problems.Report(
                    ProblemCodes.BadMediaType,
                    $"{place}.only.contentTypes",
                    $"not a media type ({FieldSyntax.Shown(type)}); type/subtype as application/json, or type/*");
            }

            SamplingCheck.Check(mirror, mirrors, place, problems);
            RewriteCheck.Check(mirror.Changes.Rewrite, place, problems);
            if (mirror.Changes.Method is { } method)
            {
                Method(method, $"{place}.method", problems);
            }
        }
    }

    private static void Method(string method, string place, ICollection<Problem> problems)
    {
        if (MethodNames.Check([method], place) is { } badMethod)
        {
            problems.Add(badMethod);
        }
        else if (method == "CONNECT")
        {
            problems.Report(ProblemCodes.BadMethod, place, "a copy is never a tunnel (CONNECT); another method");
        }
    }

    private static void Numbers(Mirror mirror, string place, Ranges ranges)
    {
        ranges.Time(mirror.AwaitAtMost, $"{place}.awaitAtMost");
        ranges.AtLeast(mirror.MaxBodyBytes ?? 0, 0, $"{place}.maxBodySize");
        ranges.Time(mirror.Timeouts.Connect, $"{place}.timeouts.connect");
        ranges.Time(mirror.Timeouts.Deadline, $"{place}.timeouts.deadline");
        ranges.Time(mirror.Timeouts.Idle, $"{place}.timeouts.idle");
        ranges.Time(mirror.Timeouts.Held, $"{place}.timeouts.held");
        ranges.Number(mirror.Budget.MaxInFlight, 1, 65_536, $"{place}.budget.maxInFlight");
        ranges.AtLeast(mirror.Budget.MaxQueue, 0, $"{place}.budget.maxQueue");
        ranges.AtLeast(mirror.Budget.MaxPerSecond ?? 1, 1, $"{place}.budget.maxPerSecond");
        ranges.AtLeast(mirror.Budget.Window, 1, $"{place}.budget.window");
        ranges.AtLeast(mirror.Budget.MaxAnswerBytes, 0, $"{place}.budget.maxAnswerBytes");
        ranges.AtLeast(mirror.Circuit.OpenAfter, 1, $"{place}.circuit.openAfter");
        ranges.Time(mirror.Circuit.FirstProbe, $"{place}.circuit.firstProbe");
    }

    // Copies are counted as clients' requests there and copied again; the loop guard stops them late and at a cost.
    private static void OwnListener(Plan plan, ServiceRef target, string place, ICollection<Problem> problems)
    {
        var listeners = plan.EntryPoints.Select(entryPoint => entryPoint.Listen).Append(plan.Admin.Listen)
            .Select(ListenAddress.Parse).OfType<ListenAddress>().ToArray();
        foreach (var endpoint in Endpoints(plan, target, []))
        {
            if (Dialled(plan, endpoint) is { } dialled && listeners.Any(listener => listener.Port == dialled.Port && Reaches(dialled.Address, listener)))
            {
                problems.Report(
                    ProblemCodes.MirrorsItself,
                    $"{place}.service",
                    $"mirror is this gateway itself ({endpoint.Host}:{endpoint.Port}); a service that is no listener of this gateway, or outbound.ownListeners: true");
            }
        }
    }

    // The address as far as the plan alone knows it; names are not resolved here.
    private static ListenAddress? Dialled(Plan plan, EndpointAddress endpoint)
    {
        var host = endpoint.Host;
        if (plan.Resolve.TryGetValue($"{host}:{endpoint.Port}", out var pinned))
        {
            if (ListenAddress.Parse(pinned) is { } whole)
            {
                return whole;
            }

            host = pinned;
        }

        return host.Length == 0 ? null : ListenAddress.Parse($"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{endpoint.Port}");
    }

    private static bool Reaches(IPAddress address, ListenAddress listener)
    {
        var local = IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return address.Equals(listener.Address) || (local && listener.IsWildcard);
    }

    // Through the whole graph; a service seen before adds nothing, which also ends circles.
    private static IEnumerable<EndpointAddress> Endpoints(Plan plan, ServiceRef reference, HashSet<string> seen)
    {
        if (!seen.Add($"{reference.Service}\n{reference.Port}") || !plan.Services.TryGetValue(reference.Service, out var service))
        {
            return [];
        }

        return service switch
        {
            EndpointsService { Endpoints.IsDefault: true } => [],
            EndpointsService endpoints => endpoints.Endpoints.Where(endpoint => reference.Port is null || endpoint.PortName == reference.Port),
            WeightedService weighted => weighted.To.SelectMany(to => Endpoints(plan, to.Service, seen)),
            MirroringService mirroring => Endpoints(plan, mirroring.Primary, seen),
            FailoverService failover => Endpoints(plan, failover.Primary, seen),
            FanOutService fanOut => fanOut.Calls.SelectMany(call => Endpoints(plan, call.Service, seen)),
            _ => [],
        };
    }

    private static bool LeadsToFanOut(Plan plan, Service service, HashSet<string> seen) => seen.Add(service.Name) && service switch
    {
        FanOutService => true,
        WeightedService weighted => weighted.To.Any(to => plan.Services.TryGetValue(to.Service.Service, out var next) && LeadsToFanOut(plan, next, seen)),
        MirroringService mirroring => plan.Services.TryGetValue(mirroring.Primary.Service, out var next) && LeadsToFanOut(plan, next, seen),
        FailoverService failover => plan.Services.TryGetValue(failover.Primary.Service, out var next) && LeadsToFanOut(plan, next, seen),
        _ => false,
    };

    private static bool IsMediaType(string type)
    {
        var slash = type.IndexOf('/');
        return slash > 0 && FieldSyntax.IsToken(type[..slash]) && FieldSyntax.IsToken(type[(slash + 1)..]);
    }
}
