using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Checks what a plan's parts say about its services and entry points.</summary>
internal sealed class References(Plan plan, ICollection<Problem> problems)
{
    private const int MaxWeight = 1_000_000;

    /// <summary>One reference, at <paramref name="path"/>.</summary>
    public void Service(ServiceRef reference, string path)
    {
        if (!plan.Services.TryGetValue(reference.Service, out var service))
        {
            problems.Report(
                ProblemCodes.UnknownService,
                path,
                $"no service named \"{reference.Service}\"{Nearest.Question(reference.Service, plan.Services.Keys)}; {Known("services", plan.Services.Keys)}");
            return;
        }

        if (service is EndpointsService { Routable: false })
        {
            problems.Report(
                ProblemCodes.NotRoutable,
                path,
                $"service speaks no HTTP (\"{reference.Service}\"); a service that can be routed to");
        }

        Port(reference, service, path);
    }

    /// <summary>References by weight.</summary>
    public void Weighted(ImmutableArray<WeightedRef> to, string path)
    {
        var ranges = new Ranges(problems);
        for (var i = 0; i < to.Length; i++)
        {
            Service(to[i].Service, $"{path}[{i}].service");
            ranges.Number(to[i].Weight, 0, MaxWeight, $"{path}[{i}].weight");
        }

        if (to.All(each => each.Weight <= 0))
        {
            problems.Report(
                ProblemCodes.NoWeight,
                path,
                to.Length == 0 ? "no services (0); at least one" : "every weight is 0 (0); at least one above 0");
        }
    }

    public void EntryPoint(string name, string path)
    {
        if (!plan.EntryPoints.Any(entryPoint => entryPoint.Name == name))
        {
            var names = plan.EntryPoints.Select(entryPoint => entryPoint.Name).ToArray();
            problems.Report(
                ProblemCodes.UnknownEntryPoint,
                path,
                $"no entry point named \"{name}\"{Nearest.Question(name, names)}; {Known("entry points", names)}");
        }
    }

    private static string Known(string kind, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToArray();
        return all.Length switch
        {
            0 => $"the plan has no {kind}",
            > 8 => $"one of the plan's {all.Length} {kind}",
            _ => $"one of {string.Join(", ", all)}",
        };
    }

    private void Port(ServiceRef reference, Service service, string path)
    {
        var ports = service is EndpointsService endpoints
            ? endpoints.Endpoints.Select(endpoint => endpoint.PortName).OfType<string>()
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray()
            : [];
        var allowed = ports.Length == 0 ? "leave the port out, the service has one" : $"one of {string.Join(", ", ports)}";
        if (reference.Port is { } port && !ports.Contains(port, StringComparer.Ordinal))
        {
            problems.Report(
                ProblemCodes.BadPort,
                $"{path}.port",
                $"service \"{reference.Service}\" has no port of this name (\"{port}\"){Nearest.Question(port, ports)}; {allowed}");
        }
        else if (reference.Port is null && ports.Length > 1)
        {
            problems.Report(
                ProblemCodes.BadPort,
                $"{path}.port",
                $"service \"{reference.Service}\" has several ports and none is named; {allowed}");
        }
    }
}
