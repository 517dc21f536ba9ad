using System.Globalization;

namespace Halfsilver.Gateway.Cli.Stat;

/// <summary>What a primary or a mirror did in a window. Null where nothing happened that could be measured.</summary>
/// <param name="Route">The route.</param>
/// <param name="Role"><c>primary</c> or <c>mirror</c>.</param>
/// <param name="Mirror">The mirror's name; null for a primary.</param>
/// <param name="Service">The service.</param>
/// <param name="SentPercent">Share of the matched requests that was copied.</param>
/// <param name="SuccessPercent">Share that was answered with less than 500.</param>
/// <param name="PerSecond">Requests a second.</param>
/// <param name="P50Ms">Half were faster.</param>
/// <param name="P95Ms">95 of 100 were faster.</param>
/// <param name="P99Ms">99 of 100 were faster.</param>
/// <param name="SkippedPercent">Share of the matched requests that was not copied.</param>
/// <param name="TopReason">Why most of them were not.</param>
internal sealed record StatRow(
    string Route, string Role, string? Mirror, string Service, double? SentPercent, double? SuccessPercent, double PerSecond,
    double? P50Ms, double? P95Ms, double? P99Ms, double? SkippedPercent, string? TopReason)
{
    private const string Nothing = "–";

    /// <summary>Headings of <see cref="Cells"/>.</summary>
    public static string[] Heading { get; } = ["ROUTE", "ROLE", "SERVICE", "SENT", "SUCCESS", "RPS", "P50", "P95", "P99", "SKIPPED"];

    /// <summary>The row as text.</summary>
    public string[] Cells() =>
    [
        Route, Mirror is null ? Role : $"{Role} {Mirror}", Service, Percent(SentPercent, "0.0"), Percent(SuccessPercent, "0.00"),
        PerSecond.ToString("0.0", CultureInfo.InvariantCulture), Time(P50Ms), Time(P95Ms), Time(P99Ms),
        SkippedPercent is null ? Nothing : SkippedPercent is 0 ? "0.0%" : $"{Percent(SkippedPercent, "0.0")} {TopReason}",
    ];

    private static string Percent(double? value, string format) =>
        value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) + "%" : Nothing;

    private static string Time(double? milliseconds) => milliseconds switch
    {
        null => Nothing,
        < 10 => milliseconds.Value.ToString("0.0", CultureInfo.InvariantCulture) + "ms",
        < 10_000 => milliseconds.Value.ToString("0", CultureInfo.InvariantCulture) + "ms",
        _ => (milliseconds.Value / 1_000).ToString("0.0", CultureInfo.InvariantCulture) + "s",
    };
}
