using TestKit;

namespace Halfsilver.Soak;

/// <summary>What came of a run, and which promises it broke.</summary>
internal sealed record SoakReport
{
    /// <summary>The mirrors of the plan.</summary>
    public static readonly string[] Mirrors = ["steady", "odd"];

    public required TimeSpan Elapsed { get; init; }

    public required long Answered { get; init; }

    public required long Errors { get; init; }

    public required long WrongBodies { get; init; }

    public required long Renewed { get; init; }

    public required string? FirstError { get; init; }

    public required long AtPrimary { get; init; }

    public required long AtSteady { get; init; }

    public required int Turns { get; init; }

    public required int Faults { get; init; }

    public required PromText Page { get; init; }

    public required MemoryTrend Memory { get; init; }

    /// <summary>Matched is skipped and sent; sent is answered and failed.</summary>
    public static bool Balances(PromText page, string mirror)
    {
        var sent = Sum(page, "requests", mirror);
        return Sum(page, "matched", mirror) == Sum(page, "skipped", mirror) + sent && sent == Sum(page, "responses", mirror) + Sum(page, "errors", mirror);
    }

    /// <summary>Promises that were broken, in words.</summary>
    public IEnumerable<string> Broken()
    {
        if (Errors > 0)
        {
            yield return $"{Errors} requests failed at the client; the first: {FirstError}";
        }

        if (WrongBodies > 0)
        {
            yield return $"{WrongBodies} answers had a wrong body";
        }

        if (AtPrimary != Answered + Errors)
        {
            yield return $"the primary was asked {AtPrimary} times, the clients asked {Answered + Errors} times";
        }

        foreach (var mirror in Mirrors)
        {
            if (!Balances(Page, mirror) || Sum(Page, "matched", mirror) != Answered)
            {
                yield return $"the books of {mirror} do not balance with {Answered} requests: {Books(mirror)}";
            }
        }

        if (AtSteady > Sum(Page, "requests", "steady") || AtSteady < Sum(Page, "responses", "steady"))
        {
            yield return $"the steady mirror saw {AtSteady} copies: {Books("steady")}";
        }

        // In less than three rounds a fault at the end may hold what copies may hold, and one at the beginning nothing.
        var held = Turns / 4 < 3 * Faults ? Page.Value("halfsilver_mirror_buffered_limit_bytes") : 0;
        if (!Memory.IsFlat(held))
        {
            yield return $"the least resident memory rises by {Mebi(Memory.FloorRise)} MiB from the second quarter to the second half";
        }
    }

    public string Table()
    {
        var bytes = Memory.Samples.Select(sample => sample.Bytes).ToArray();
        string[] rows =
        [
            $"| time | {Elapsed.TotalSeconds:0} s |",
            $"| requests answered | {Answered:n0} ({Answered / Elapsed.TotalSeconds:n0}/s) |",
            $"| client-visible errors | {Errors} |",
            $"| wrong bodies | {WrongBodies} |",
            $"| connections the gateway said it would close | {Renewed} |",
            $"| plans replaced | {Turns} (a round of faults is {Faults}) |",
            .. Mirrors.Select(mirror => $"| books of {mirror} | {Books(mirror)} |"),
            $"| resident memory | first {Mebi(bytes[0])}, most {Mebi(bytes.Max())}, last {Mebi(bytes[^1])} MiB |",
            $"| least, mean and most of it by quarters of the time | {string.Join("; ", Memory.Quarters.Select(part => $"{Mebi(part.Least)}, {Mebi(part.Mean)}, {Mebi(part.Most)}"))} MiB |",
            $"| what copies may hold | {Mebi(Page.Value("halfsilver_mirror_buffered_limit_bytes"))} MiB |",
            $"| rise of its floor, second quarter to second half | {Mebi(Memory.FloorRise)} MiB |",
            $"| slope of resident memory, last quarter | {Memory.Slope / 1024 * 60:0} KiB a minute |",
        ];
        return $"| what | figure |\n|---|---|\n{string.Join('\n', rows)}";
    }

    private static double Sum(PromText page, string family, string mirror) => page.Sum($"halfsilver_mirror_{family}_total", ("mirror", mirror));

    private static string Mebi(double bytes) => $"{bytes / (1024 * 1024):0.0}";

    private string Books(string mirror) =>
        $"{Sum(Page, "matched", mirror):n0} matched = {Sum(Page, "skipped", mirror):n0} skipped + {Sum(Page, "requests", mirror):n0} sent; "
        + $"sent = {Sum(Page, "responses", mirror):n0} answered + {Sum(Page, "errors", mirror):n0} failed";
}
