using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>Binds the health checks of an upstream.</summary>
internal sealed class HealthBinder(MapItem? checks, ReadingScope scope)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Requests of the gateway's own; null for none.</summary>
    public HealthCheck? Active()
    {
        if (checks?.Map("active") is not { } active)
        {
            return null;
        }

        var (healthy, unhealthy) = (active.Map("healthy"), active.Map("unhealthy"));
        var interval = Intervals(healthy, unhealthy).DefaultIfEmpty(0).Min();
        var failures = Least(unhealthy, "http_failures", "tcp_failures", "timeouts");
        if (interval <= 0 || (failures is null && (healthy?.Value<long>("successes", 0) ?? 0) == 0))
        {
            return null;
        }

        if (active.Text("type") is "tcp" or "grpc" or "grpcs")
        {
            scope.Approximate(active.Entries["type"].Place, active.Entries["type"].Path, "endpoints are asked by HTTP alone: there are no checks");
            return null;
        }

        if (Both(healthy, unhealthy))
        {
            scope.Approximate(active.Place, active.Path, "an address is asked at one interval, the shorter one, whether it is well or not");
        }

        var usual = new HealthCheck { Path = "/" };
        return usual with
        {
            Path = active.Text("http_path") ?? "/",
            Interval = Time(interval),
            Timeout = Time(active.Value("timeout", 1m)),
            UnhealthyAfter = failures ?? usual.UnhealthyAfter,
            HealthyAfter = (int)Math.Max(1, healthy?.Value<long>("successes", 0) ?? 0),
            Status = Statuses(healthy),
            Fields = Fields(active.Map("headers")),
        };
    }

    /// <summary>What requests of clients show; null for nothing.</summary>
    public Ejection? Passive()
    {
        if (checks?.Map("passive") is not { } passive || passive.Map("unhealthy") is not { } unhealthy)
        {
            return null;
        }

        var (none, bad) = (Least(unhealthy, "tcp_failures", "timeouts"), Least(unhealthy, "http_failures"));
        if (none is null && bad is null)
        {
            return null;
        }

        scope.Approximate(passive.Place, passive.Path, "what is counted are failures in a row and statuses of 500 and above; an address that is taken out comes back after 30 s, longer each time");
        return new Ejection { ConsecutiveFailures = none ?? 10_000, ConsecutiveErrors = bad };
    }

    private static IEnumerable<decimal> Intervals(params MapItem?[] groups) =>
        groups.Select(group => group?.Value("interval", 0m) ?? 0).Where(interval => interval > 0);

    private static bool Both(MapItem? healthy, MapItem? unhealthy) => Intervals(healthy, unhealthy).Distinct().Count() > 1;

    private static int? Least(MapItem? group, params string[] keys)
    {
        var counts = keys.Select(key => group?.Value<long>(key, 0) ?? 0).Where(count => count > 0).ToList();
        return counts.Count > 0 ? (int)counts.Min() : null;
    }

    private static ImmutableArray<StatusRange> Statuses(MapItem? healthy)
    {
        ImmutableArray<StatusRange> written =
            [.. healthy?.List("http_statuses").OfType<ValueItem>().Select(item => (int)(long)item.Value).Where(status => status <= 599).Select(status => new StatusRange(status, status)) ?? []];
        return written.IsEmpty ? [new(200, 200), new(302, 302)] : written;
    }

    private static ImmutableArray<Field> Fields(MapItem? headers) => headers is null ? [] :
        [.. headers.Entries.SelectMany(entry => ((ListItem)entry.Value).Items.OfType<ValueItem>().Select(value => new Field(entry.Key, (string)value.Value)))];

    private static TimeSpan Time(decimal seconds) => TimeSpan.FromSeconds((double)seconds) is var time && time > Shortest ? time : Shortest;
}
