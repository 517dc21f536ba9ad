#pragma warning disable MA0040, VSTHRD200, CA2007, MA0137, CA1303, IDE0005, CA2000, MA0004, CA1861
using System.Net;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Listening;
using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Telemetry;
using Halfsilver.Wire;
using Microsoft.Extensions.Logging.Abstractions;

Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
var wheel = new DeadlineWheel(TimeProvider.System);
var inst = new Instance("abc", new Halfsilver.Teeing.ByteBudget(), wheel, TimeProvider.System);
var j = new Journey(inst, new RouteMeter());
var keeper = new PlanKeeper(new LiveMirrors(), new Meters(), new PrimaryLog(), TimeProvider.System);
var to = IPEndPoint.Parse(args[1]);
var plan = new Plan
{
    EntryPoints = [new EntryPoint { Name = "web", Listen = args[0] }],
    Services = System.Collections.Immutable.ImmutableDictionary<string, Service>.Empty.Add("a", new EndpointsService { Name = "a", Endpoints = [new EndpointAddress { Host = to.Address.ToString(), Port = to.Port }] }),
    Routes = [new Route { Name = "r", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef("a")) }],
};
var eps = new List<LiveEntryPoint>();
keeper.Start(plan, (e, t) => { var l = new LiveEntryPoint(e, j, t, new RefusalMeter()); eps.Add(l); return l; });
var ls = new Listeners(eps, inst, NullLoggerFactory.Instance);
await ls.StartAsync();
foreach (var (n, a) in ls.Bound) Console.WriteLine($"{n.Name} {a}");
await Task.Delay(Timeout.Infinite);
return 0;
