using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>Binds what a service says about which of its endpoints are well.</summary>
internal static class HealthBinder
{
    public static HealthCheck? Check(MapItem? group)
    {
        if (group?.Text("path") is not { } path)
        {
            return null;
        }

        var check = new HealthCheck { Path = path };
        return check with
        {
            Interval = group.Value("interval", check.Interval),
            Timeout = group.Value("timeout", check.Timeout),
            UnhealthyAfter = (int)group.Value<long>("unhealthyAfter", check.UnhealthyAfter),
            HealthyAfter = (int)group.Value<long>("healthyAfter", check.HealthyAfter),
            Method = group.Value("method", check.Method),
            Status = Statuses(group, "status") ?? check.Status,
            Port = group.TryGet<long>("port", out var port) ? (int)port : null,
            Host = RewriteBinder.Host(group) is { Kind: not HostKind.Service } host ? host.Literal ?? "preserve" : null,
            Fields = RewriteBinder.Fields(group.Map("headers")),
        };
    }

    public static Ejection? Ejection(MapItem? group)
    {
        if (group is null)
        {
            return null;
        }

        var ejection = new Ejection();
        return new Ejection
        {
            ConsecutiveFailures = (int)group.Value<long>("consecutiveFailures", ejection.ConsecutiveFailures),
            ConsecutiveErrors = group.TryGet<long>("consecutive5xx", out var errors) ? (int)errors : null,
            For = group.Value("for", ejection.For),
            MaxEjected = group.TryGet<decimal>("maxEjected", out var percent) ? Share.FromPercent(percent)! : ejection.MaxEjected,
        };
    }

    /// <summary>Statuses under a key; null where it is not there, or nothing below it is good.</summary>
    public static ImmutableArray<StatusRange>? Statuses(MapItem group, string key) =>
        group.List(key) is { Count: > 0 } items ? [.. items.Select(item => (StatusRange)((ValueItem)item).Value)] : null;
}
