using System.Net;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging.Abstractions;

namespace Halfsilver.Micro;

/// <summary>
/// What the process allocates per unmirrored request, metrics on, beside a bare connection handler on the same server with the same
/// settings. Client and primary are in the process too, and allocate nothing.
/// </summary>
internal static class Allocation
{
    // What the gateway may allocate above the bare handler, per request.
    private const double Most = 16;

    // At once: answers that come together are where pools run dry.
    private const int Clients = 16;

    public static async Task<int> RunAsync(int requests)
    {
        double bare;
        await using (var handler = await BareHandler.StartAsync())
        {
            bare = PerRequest(handler.Address, requests);
        }

        using var primary = new QuietPrimary();
        var plan = new Plan
        {
            EntryPoints = [EntryPoint.Default with { Listen = "127.0.0.1:0" }],
            Services = new Dictionary<string, Service>(StringComparer.Ordinal)
            {
                ["primary"] = new EndpointsService { Name = "primary", Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = primary.Port }] },
            }.ToImmutable(),
            Routes = [new Route { Name = "all", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef("primary")) }],
        };
        await using var gateway = await GatewayHost.StartAsync(new LaunchRequest { Plan = plan, Logs = NullLoggerFactory.Instance, Time = TimeProvider.System });
        var ours = PerRequest(gateway.Bound[0].Address, requests);
        await gateway.StopAsync(plan.Drain);
        Console.WriteLine($"{requests} requests: bare handler {bare:0.0} B a request, gateway {ours:0.0} B, allowed {bare + Most:0.0} B");
        var failed = ours <= bare + Most ? 0 : 1;
        Console.WriteLine($"   Allocation  Total: 1, Errors: 0, Failed: {failed}, Skipped: 0, Not Run: 0");
        return failed;
    }

    private static double PerRequest(IPEndPoint address, int requests)
    {
        var clients = Enumerable.Range(0, Clients).Select(_ => new QuietClient(address)).ToArray();
        Ask(clients, Math.Min(requests, 100_000));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Ask(clients, requests);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Array.ForEach(clients, client => client.Dispose());
        return allocated / (double)requests;
    }

    private static void Ask(QuietClient[] clients, int requests)
    {
        var threads = clients.Select(client => new Thread(() => client.Ask(requests / clients.Length))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, Service> ToImmutable(this Dictionary<string, Service> services) =>
        System.Collections.Immutable.ImmutableDictionary.CreateRange(StringComparer.Ordinal, services);
}
