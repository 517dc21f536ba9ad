using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes the file's own keys, as <see cref="Binding.PlanBinder"/> reads them.</summary>
internal static class FileSection
{
    private static readonly Plan Usual = new();

    public static void Write(KeyWriter keys, Plan plan)
    {
        keys.Number("version", 1);
        keys.Text("gateway", plan.Gateway, Usual.Gateway);
        if (keys.Style.Defaults || !plan.EntryPoints.SequenceEqual(Usual.EntryPoints))
        {
            keys.Named("entryPoints", plan.EntryPoints, point => point.Name, EntryPoint, needed: true);
        }

        keys.Group("admin", admin => AdminSection.Write(admin, plan.Admin, Usual.Admin));
        keys.Group("telemetry", telemetry => Telemetry(telemetry, plan));
        keys.Group("drain", drain =>
        {
            drain.Time("primaries", plan.Drain.Primaries, Usual.Drain.Primaries);
            drain.Time("copies", plan.Drain.Copies, Usual.Drain.Copies);
        });
        keys.Texts("trustedProxies", plan.TrustedProxies);
        keys.Group("outbound", outbound =>
        {
            outbound.Texts("allow", plan.Outbound.Allow);
            outbound.Texts("deny", plan.Outbound.Deny);
            outbound.Flag("ownListeners", plan.Outbound.OwnListeners, Usual.Outbound.OwnListeners);
        });
        keys.Group("resolve", resolve => Texts(resolve, plan.Resolve));
        keys.Named("services", plan.Services.OrderBy(service => service.Key, StringComparer.Ordinal), service => service.Key, (writer, service) => ServiceSection.Write(writer, service.Value));
        keys.Group("budgets", budgets => Budgets(budgets, plan.Budgets, Usual.Budgets));
        keys.Named("routes", plan.Routes, route => route.Name, RouteSection.Write);
        keys.Group("objects", objects => Texts(objects, plan.Objects));
    }

    private static void Texts(KeyWriter keys, ImmutableDictionary<string, string> texts)
    {
        foreach (var (name, text) in texts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            keys.Text(name, text);
        }
    }

    private static void EntryPoint(KeyWriter keys, EntryPoint point)
    {
        keys.Text("listen", point.Listen);
        keys.Text("paths", point.Paths == PathPolicy.AsIs ? "asIs" : "strict", "strict");
        keys.Group("limits", limits => Limits(limits, point.Limits, new ConnectionLimits()));
        keys.Whole("tls", point.Tls, Tls);
    }

    private static void Limits(KeyWriter keys, ConnectionLimits limits, ConnectionLimits usual)
    {
        keys.Number("maxConnections", limits.MaxConnections, usual.MaxConnections);
        keys.Number("maxRequests", limits.MaxRequests, usual.MaxRequests);
        keys.Size("maxHeadBytes", limits.MaxHeadBytes, usual.MaxHeadBytes);
        keys.Number("maxFields", limits.MaxFields, usual.MaxFields);
        keys.Time("headTimeout", limits.HeadTimeout, usual.HeadTimeout);
        keys.Time("keepAliveTimeout", limits.KeepAliveTimeout, usual.KeepAliveTimeout);
        keys.Number("minBodyRate", limits.MinBodyRate, usual.MinBodyRate);
        keys.Time("bodyRateGrace", limits.BodyRateGrace, usual.BodyRateGrace);
        keys.Time("upgradeIdleTimeout", limits.UpgradeIdleTimeout);
    }

    /// <summary>TLS of a listener.</summary>
    public static void Tls(KeyWriter keys, ListenTls tls)
    {
        var style = keys.Style;
        if (style.Short && tls.Certificates.Length == 1)
        {
            keys.Put("certificate", KeyWriter.Of(style, tls.Certificates[0], Certificate));
        }
        else
        {
            keys.List("certificates", tls.Certificates.Select(files => KeyWriter.Of(style, files, Certificate)));
        }

        keys.Flag("http2", tls.Http2, usual: true);
    }

    private static void Certificate(KeyWriter keys, CertificateFiles files)
    {
        keys.Text("file", files.File);
        keys.Text("keyFile", files.KeyFile);
    }

    private static void Telemetry(KeyWriter keys, Plan plan)
    {
        keys.Group("metrics", metrics =>
        {
            metrics.Flag("endpoints", plan.Metrics.Endpoints, Usual.Metrics.Endpoints);
            metrics.Texts("aliases", plan.Metrics.Aliases.Select(names => Words.Of(names)));
        });
        keys.Group("traces", traces => traces.Text("mirror", Words.Of(plan.Traces.Mirror), Words.Of(Usual.Traces.Mirror)));
        keys.Group("logs", logs =>
        {
            logs.Text("format", plan.Logs.Json ? "json" : "text", "text");
            logs.Text("level", plan.Logs.Level.ToLowerInvariant(), Usual.Logs.Level);
        });
    }

    private static void Budgets(KeyWriter keys, Budgets budgets, Budgets usual)
    {
        keys.Number("maxInFlight", budgets.MaxInFlight, usual.MaxInFlight);
        keys.Number("maxQueue", budgets.MaxQueue, usual.MaxQueue);
        keys.Size("maxBufferedBytes", budgets.MaxBufferedBytes, usual.MaxBufferedBytes);
        keys.Size("maxSpillBytes", budgets.MaxSpillBytes, usual.MaxSpillBytes);
        keys.Number("maxSpillFiles", budgets.MaxSpillFiles, usual.MaxSpillFiles);
        keys.Limit("maxCopiesPerSecond", budgets.MaxCopiesPerSecond);
    }
}
