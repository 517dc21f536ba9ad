using System.Globalization;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Binds when destinations are left alone.</summary>
internal static class HealthBinder
{
    private const string Threshold = "ConsecutiveFailuresHealthPolicy.Threshold";

    /// <summary>Requests of the gateway's own to all destinations; null for none.</summary>
    public static HealthCheck? Active(MapItem cluster, string bases)
    {
        if (cluster.Map("HealthCheck")?.Map("Active") is not { } active || !active.Value("Enabled", false))
        {
            return null;
        }

        var path = active.Text("Path") is { Length: > 0 } written ? written.StartsWith('/') ? written : $"/{written}" : bases.Length > 0 ? "" : "/";
        var query = active.Text("Query") is { Length: > 0 } asked ? $"?{asked.TrimStart('?')}" : "";
        return new HealthCheck
        {
            Path = $"{bases}{path}{query}",
            Interval = Times.Of(active, "Interval") ?? TimeSpan.FromSeconds(15),
            Timeout = Times.Of(active, "Timeout") ?? TimeSpan.FromSeconds(10),
            UnhealthyAfter = Failures(cluster),
            HealthyAfter = 1,
            Status = [new StatusRange(200, 299)],
        };
    }

    /// <summary>The same for a destination that is asked elsewhere; null for the cluster's.</summary>
    public static HealthCheck? Own(MapItem cluster, MapItem destination, Destination address, ReadingScope scope)
    {
        if (destination.Text("Health") is not { Length: > 0 } written || Active(cluster, "") is null)
        {
            return null;
        }

        var item = destination.Entries["Health"];
        if (Destination.Parse(written) is not { } asked)
        {
            scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(written)}\" is no address; as https://10.0.0.7:8443");
            return null;
        }

        if (asked.Endpoint.Host != address.Endpoint.Host || asked.Endpoint.Tls != address.Endpoint.Tls)
        {
            scope.Approximate(item.Place, item.Path, "the destination's own host is asked, as the destination is called, on the port that stands here");
        }

        return Active(cluster, asked.Base)! with { Port = asked.Endpoint.Port == address.Endpoint.Port ? null : asked.Endpoint.Port };
    }

    /// <summary>What live requests tell; null where that does not count.</summary>
    public static Ejection? Passive(MapItem? passive, ReadingScope scope)
    {
        if (passive is null || !passive.Value("Enabled", false))
        {
            return null;
        }

        scope.Approximate(passive.Place, passive.Path, "a destination is left alone after five requests in a row without an answer, not by their rate, and never the last one");
        return new Ejection { For = Times.Of(passive, "ReactivationPeriod") ?? TimeSpan.FromMinutes(1), MaxEjected = Share.FromPercent(100)! };
    }

    private static int Failures(MapItem cluster) =>
        cluster.Map("Metadata")?.Text(Threshold) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? Math.Min(number, 1_000) : 2;
}
