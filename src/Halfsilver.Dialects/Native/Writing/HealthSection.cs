using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes which endpoints are well, as <see cref="Binding.HealthBinder"/> reads it.</summary>
internal static class HealthSection
{
    private static readonly HealthCheck Checked = new() { Path = "/" };
    private static readonly Ejection Ejected = new();

    public static void Check(KeyWriter keys, HealthCheck check)
    {
        keys.Text("path", check.Path);
        keys.Time("interval", check.Interval, Checked.Interval);
        keys.Time("timeout", check.Timeout, Checked.Timeout);
        keys.Number("unhealthyAfter", check.UnhealthyAfter, Checked.UnhealthyAfter);
        keys.Number("healthyAfter", check.HealthyAfter, Checked.HealthyAfter);
        keys.Text("method", check.Method, Checked.Method);
        if (keys.Style.Defaults || !check.Status.SequenceEqual(Checked.Status))
        {
            keys.Statuses("status", check.Status);
        }

        keys.Number("port", check.Port);
        RewriteSection.Host(keys, check.Host is { } host ? new HostRewrite(HostKind.Literal, host) : HostRewrite.Service, HostRewrite.Service);
        keys.Fields("headers", check.Fields);
    }

    public static void Ejection(KeyWriter keys, Ejection ejection)
    {
        keys.Number("consecutiveFailures", ejection.ConsecutiveFailures, Ejected.ConsecutiveFailures);
        keys.Number("consecutive5xx", ejection.ConsecutiveErrors);
        keys.Time("for", ejection.For, Ejected.For);
        keys.Text("maxEjected", ejection.MaxEjected.ToString(), Ejected.MaxEjected.ToString());
    }
}
