using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Differences;
using Halfsilver.Dialects.Native;
using Halfsilver.Gateway.Cli;
using Halfsilver.Gateway.Settings;
using Halfsilver.Planning;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Control;

/// <summary>Plans as revisions hold them.</summary>
internal static class RevisionPlan
{
    private const int MostLines = 200;
    private const int MostLetters = 400;

    /// <summary>The plan as text that reads back as the same plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="known">A plan that was kept as text before; what both share is not read back again.</param>
    /// <param name="kept">A revision; where the text is its own, it was read back once already.</param>
    /// <exception cref="PlanRefusedException">No file can hold it.</exception>
    public static string TextOf(Plan plan, Plan? known = null, Revision? kept = null)
    {
        try
        {
            return PlanText.Of(plan, json: false, known, kept?.Plan);
        }
        catch (Exception failure) when (failure is CliException or ArgumentException)
        {
            throw new PlanRefusedException([new Problem("", $"{failure.Message}{((failure as CliException)?.Hint is { } place ? $": {place}" : "")}")]);
        }
    }

    /// <summary>The plan of a revision.</summary>
    /// <exception cref="StoreException">Its text is not of this version.</exception>
    public static Plan Of(Revision revision)
    {
        var reading = new NativeDialect(_ => null).Read(new DialectText($"r{revision.Number}", revision.Plan));
        return reading.Plan ?? throw new StoreException(
            $"revision r{revision.Number} cannot be read by this version: {string.Join("; ", reading.Notices.Select(notice => $"{notice.Path}: {notice.Message}"))}");
    }

    /// <summary>Whether a revision holds this plan.</summary>
    public static bool Same(Revision revision, Plan plan, string text) =>
        string.Equals(revision.Plan, text, StringComparison.Ordinal) || PlanDiff.Between(Of(revision), plan).IsEmpty;

    /// <summary>Differences as they are kept: bounded, secrets masked.</summary>
    public static ImmutableArray<string> Lines(ImmutableArray<PlanChange> changes)
    {
        var lines = changes.Take(MostLines).Select(change => change.ToString()).Select(line => line.Length <= MostLetters ? line : line[..MostLetters] + "…");
        return changes.Length <= MostLines ? [.. lines] : [.. lines, $"… and {changes.Length - MostLines} more"];
    }

    /// <summary>The start of the text's hash: tells apart revisions of one number in stores that forget.</summary>
    public static string Mark(Revision revision) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(revision.Plan)).AsSpan(0, 4));
}
