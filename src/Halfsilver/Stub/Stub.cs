#pragma warning disable CA1822, CA1852, MA0053, CS9113, CS8618, IDE0005, CA1050, CA1823, MA0041
using System.Net;
using Halfsilver.Planning;
using Halfsilver.Wire;
using Halfsilver.Teeing;
namespace Halfsilver.Matching
{
    internal sealed class RequestFacts { public RequestHead Head { get; private set; } = null!; public void Reset(RequestHead h, IPAddress? c) { Head = h; } }
    internal abstract class CompiledRule { }
    internal sealed class RouteTable<T>(IEnumerable<(Route Route, CompiledRule Rule, T Value)> e) where T : class { private readonly T? _v = e.Select(x => x.Value).FirstOrDefault(); public T? Find(RequestFacts f) => _v; }
    internal static class PathSafety { public static bool IsAmbiguous(ReadOnlySpan<byte> p) => false; }
    internal static class RuleCompiler { public static CompiledRule Compile(Rule r, string p, ICollection<Problem> q) => null!; }
}
namespace Halfsilver.Teeing
{
    internal sealed class ByteBudget;
    internal sealed class Tee { public static Tee Rent(ByteBudget b) => new(); public void Append(ReadOnlySpan<byte> b) { } public void Complete(ReadOnlySpan<byte> t) { } public void Abort(Sending.Fate f) { } }
}
namespace Halfsilver.Sending
{
    internal sealed class CompiledMirror { public bool Choose(Matching.RequestFacts f, bool l, bool u) => false; public void Send(Matching.RequestFacts f, in LegFacts l, Tee? t) { } }
    internal sealed class LiveMirrors { public Task DrainAsync(TimeSpan t) => Task.CompletedTask; public void Begin(Budgets b, Upstreams.Resolver r) { } public void Commit() { } public void Forget() { } public CompiledMirror Compile(Route r, string n, Mirror m, EndpointsService s) => new(); }
}
namespace Halfsilver.Planning { internal static class PlanChecker { public static System.Collections.Immutable.ImmutableArray<Problem> Check(Plan p) => []; } }
namespace Halfsilver.Telemetry
{
    internal sealed class RouteMeter { public void Answered(ReadOnlySpan<byte> m, int s, long t) { } }
    internal sealed class PrimaryMeter { public void Answered(int s, long t) { } }
    internal sealed class RefusalMeter { public void Refused(WireFault f) { } }
    internal sealed class PrimaryLog { public void Failed(string s, Upstreams.Endpoint? e, object r, string id) { } }
    internal sealed class Meters { public RouteMeter Route(string n) => new(); public PrimaryMeter Primary(string n, string s) => new(); }
}
