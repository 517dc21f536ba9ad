using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>
/// Turns a checked file into a plan. What the shapes refused is absent here and takes its default, so that references can be checked
/// all the same; the plan itself is thrown away then.
/// </summary>
internal sealed class PlanBinder(MapItem file, ReadingScope scope)
{
    public Plan Bind()
    {
        var plan = new Plan();
        var references = new References(file, scope);
        var mirrors = new MirrorBinder(references);
        var services = new ServiceBinder(references, mirrors).Bind(file.Map("services"));
        var routes = new RouteBinder(references, mirrors).Bind(file.Map("routes"));
        return plan with
        {
            Gateway = file.Value("gateway", plan.Gateway),
            EntryPoints = EntryPoints(plan.EntryPoints),
            Services = services,
            Routes = routes,
            Budgets = Budgets(plan.Budgets),
            Resolve = Texts("resolve"),
            TrustedProxies = RuleBinder.Texts(file.List("trustedProxies")),
            Outbound = file.Map("outbound") is { } outbound
                ? new OutboundSettings
                {
                    Allow = RuleBinder.Texts(outbound.List("allow")),
                    Deny = RuleBinder.Texts(outbound.List("deny")),
                    OwnListeners = outbound.Value("ownListeners", plan.Outbound.OwnListeners),
                }
                : plan.Outbound,
            Admin = file.Map("admin") is { } admin ? AdminBinder.Bind(admin, plan.Admin) : plan.Admin,
            Logs = Logs(plan.Logs),
            Metrics = Metrics(file.Map("telemetry")?.Map("metrics")),
            Traces = Traces(),
            Drain = file.Map("drain") is { } drain
                ? new DrainSettings { Primaries = drain.Value("primaries", plan.Drain.Primaries), Copies = drain.Value("copies", plan.Drain.Copies) }
                : plan.Drain,
            Objects = Texts("objects"),
        };
    }

    private ImmutableArray<EntryPoint> EntryPoints(ImmutableArray<EntryPoint> fallback)
    {
        if (file.Map("entryPoints") is not { } map)
        {
            return fallback;
        }

        return [.. from entry in map.Entries
                   let point = (MapItem)entry.Value
                   select new EntryPoint
                   {
                       Name = entry.Key,
                       Listen = point.Text("listen") ?? "",
                       Paths = point.Text("paths") == "asIs" ? PathPolicy.AsIs : PathPolicy.Strict,
                       Tls = point.Map("tls") is { } tls ? Tls(tls) : null,
                       Limits = Limits(point.Map("limits"), new ConnectionLimits()),
                   }];
    }

    /// <summary>TLS of a listener.</summary>
    public static ListenTls Tls(MapItem group)
    {
        var certificates = group.Map("certificate") is { } one ? [one] : group.List("certificates").OfType<MapItem>();
        return new ListenTls
        {
            Certificates = [.. certificates.Select(files => new CertificateFiles(files.Text("file") ?? "", files.Text("keyFile") ?? ""))],
            Http2 = group.Value("http2", true),
        };
    }

    private static ConnectionLimits Limits(MapItem? group, ConnectionLimits limits) => group is null ? limits : new ConnectionLimits
    {
        MaxConnections = (int)group.Value<long>("maxConnections", limits.MaxConnections),
        MaxRequests = (int)group.Value<long>("maxRequests", limits.MaxRequests),
        MaxHeadBytes = (int)group.Value<long>("maxHeadBytes", limits.MaxHeadBytes),
        MaxFields = (int)group.Value<long>("maxFields", limits.MaxFields),
        HeadTimeout = group.Value("headTimeout", limits.HeadTimeout),
        KeepAliveTimeout = group.Value("keepAliveTimeout", limits.KeepAliveTimeout),
        MinBodyRate = (int)group.Value<long>("minBodyRate", limits.MinBodyRate),
        BodyRateGrace = group.Value("bodyRateGrace", limits.BodyRateGrace),
        UpgradeIdleTimeout = group.TryGet<TimeSpan>("upgradeIdleTimeout", out var idle) ? idle : null,
    };

    private Budgets Budgets(Budgets budgets) => file.Map("budgets") is not { } group ? budgets : new Budgets
    {
        MaxInFlight = (int)group.Value<long>("maxInFlight", budgets.MaxInFlight),
        MaxQueue = (int)group.Value<long>("maxQueue", budgets.MaxQueue),
        MaxBufferedBytes = group.Value("maxBufferedBytes", budgets.MaxBufferedBytes),
        MaxSpillBytes = group.Value("maxSpillBytes", budgets.MaxSpillBytes),
        MaxSpillFiles = (int)group.Value<long>("maxSpillFiles", budgets.MaxSpillFiles),
        MaxCopiesPerSecond = group.Limit("maxCopiesPerSecond"),
    };

    private LogSettings Logs(LogSettings logs) => file.Map("telemetry")?.Map("logs") is not { } group ? logs : new LogSettings
    {
        Json = group.Text("format") == "json",
        Level = group.Value("level", logs.Level),
    };

    private static MetricSettings Metrics(MapItem? group) => new()
    {
        Endpoints = group?.Value("endpoints", false) ?? false,
        Aliases = group?.List("aliases").OfType<ValueItem>().Any(item => item.Value is "vrata") ?? false ? [MetricNames.Vrata] : [],
    };

    private TraceSettings Traces() => new()
    {
        Mirror = file.Map("telemetry")?.Map("traces")?.Text("mirror") switch
        {
            "child" => CopyTrace.Child,
            "off" => CopyTrace.Off,
            _ => CopyTrace.Link,
        },
    };

    private ImmutableDictionary<string, string> Texts(string key) =>
        file.Map(key) is { } map
            ? map.Entries.ToImmutableDictionary(entry => entry.Key, entry => (string)((ValueItem)entry.Value).Value, StringComparer.Ordinal)
            : ImmutableDictionary<string, string>.Empty;
}
