using System.Collections.Immutable;

namespace Halfsilver.Gateway.Cli.Stat;

/// <summary>Makes rows of two metrics pages: each route's primary, and its mirrors right below.</summary>
internal static class StatReader
{
    private const string Primary = "halfsilver_primary_requests_total";
    private const string PrimaryTime = "halfsilver_primary_request_duration_seconds";
    private const string Matched = "halfsilver_mirror_matched_total";
    private const string Sent = "halfsilver_mirror_requests_total";
    private const string Skipped = "halfsilver_mirror_skipped_total";
    private const string Answered = "halfsilver_mirror_responses_total";
    private const string Failed = "halfsilver_mirror_errors_total";
    private const string MirrorTime = "halfsilver_mirror_request_duration_seconds";

    /// <summary>All rows, by route.</summary>
    public static ImmutableArray<StatRow> Rows(Growth growth, TimeSpan window)
    {
        var primaries = growth.After.Named(Primary).Select(sample => (Route: sample["route"], Service: sample["destination"])).Distinct();
        var mirrors = growth.After.Named(Matched).Concat(growth.After.Named(Sent))
            .Select(sample => (Route: sample["route"], Service: sample["destination"], Mirror: sample["mirror"])).Distinct();
        return
        [
            .. primaries.Select(primary => PrimaryRow(growth, window, primary.Route, primary.Service))
                .Concat(mirrors.Select(mirror => MirrorRow(growth, window, mirror.Route, mirror.Service, mirror.Mirror)))
                .OrderBy(row => row.Route, StringComparer.Ordinal).ThenBy(row => row.Mirror is not null)
                .ThenBy(row => row.Mirror, StringComparer.Ordinal).ThenBy(row => row.Service, StringComparer.Ordinal),
        ];
    }

    private static StatRow PrimaryRow(Growth growth, TimeSpan window, string route, string service)
    {
        bool Of(Sample sample) => sample["route"] == route && sample["destination"] == service;
        var all = growth.Of(Primary, Of);
        var good = growth.Of(Primary, sample => Of(sample) && IsGood(sample));
        return new StatRow(
            route, "primary", null, service, null, Percent(good, all), all / window.TotalSeconds,
            Quantile(growth, PrimaryTime, Of, 0.5), Quantile(growth, PrimaryTime, Of, 0.95), Quantile(growth, PrimaryTime, Of, 0.99), null, null);
    }

    private static StatRow MirrorRow(Growth growth, TimeSpan window, string route, string service, string mirror)
    {
        bool Of(Sample sample) => sample["route"] == route && sample["destination"] == service && sample["mirror"] == mirror;
        var (matched, sent, skipped) = (growth.Of(Matched, Of), growth.Of(Sent, Of), growth.Of(Skipped, Of));
        var (answered, failed) = (growth.Of(Answered, Of), growth.Of(Failed, Of));
        var good = growth.Of(Answered, sample => Of(sample) && IsGood(sample));
        return new StatRow(
            route, "mirror", mirror, service, Percent(sent, matched), Percent(good, answered + failed), sent / window.TotalSeconds,
            Quantile(growth, MirrorTime, Of, 0.5), Quantile(growth, MirrorTime, Of, 0.95), Quantile(growth, MirrorTime, Of, 0.99),
            Percent(skipped, matched), growth.By("reason", Skipped, Of).Select(reason => reason.Value).FirstOrDefault());
    }

    private static bool IsGood(Sample sample) => sample["code_class"] is not ("5xx" or "none");

    private static double? Percent(double part, double whole) => whole > 0 ? 100 * part / whole : null;

    private static double? Quantile(Growth growth, string histogram, Func<Sample, bool> passes, double quantile) =>
        growth.Quantile(quantile, histogram, passes) * 1_000;
}
