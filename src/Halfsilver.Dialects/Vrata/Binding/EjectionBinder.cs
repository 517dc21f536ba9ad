using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Binds when an endpoint that fails is left alone, from the two groups that say so.</summary>
internal static class EjectionBinder
{
    private const int MostFailures = 10_000;

    public static Ejection? Bind(MapItem? outliers, MapItem? breaker, ReadingScope scope)
    {
        if (breaker is not null)
        {
            scope.Approximate(
                breaker.Place,
                breaker.Path,
                outliers is null
                    ? "each endpoint is left alone by itself when it fails, and the last one never, where Vrata refuses all requests of the destination"
                    : "outlierDetection says when an endpoint is left alone; no requests are refused beside that");
        }

        if (outliers is not null)
        {
            return new Ejection
            {
                ConsecutiveErrors = DestinationBinder.Number(outliers, "consecutive5xx", 5, MostFailures),
                ConsecutiveFailures = DestinationBinder.Number(outliers, "consecutiveGatewayErrors", 5, MostFailures),
                For = Times.Of(outliers, "baseEjectionTime", 30),
                MaxEjected = Share.FromPercent(DestinationBinder.Number(outliers, "maxEjectionPercent", 10, 100))!,
            };
        }

        return breaker is null ? null : new Ejection
        {
            ConsecutiveErrors = DestinationBinder.Number(breaker, "failureThreshold", 5, MostFailures),
            ConsecutiveFailures = DestinationBinder.Number(breaker, "failureThreshold", 5, MostFailures),
            For = Times.Of(breaker, "openDuration", 30),
            MaxEjected = Share.All,
        };
    }
}
