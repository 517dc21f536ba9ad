using Halfsilver.Dialects;
using Halfsilver.Dialects.Differences;
using Halfsilver.Dialects.Native;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Cli;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Settings;

/// <summary>Plans as native files. What was written is read again and compared, so that a file never says less than its plan.</summary>
internal static class PlanText
{
    /// <summary>The plan as a native file.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="json">Whether as JSON; else as YAML.</param>
    /// <param name="known">A plan that a file holds already; what of its routes stands in this one, as the same objects, is not read again.</param>
    /// <param name="kept">A text that was read back before, and is not again.</param>
    /// <exception cref="CliException">It does not read back as the same plan; the hint says where.</exception>
    public static string Of(Plan plan, bool json, Plan? known = null, string? kept = null)
    {
        var text = Text(plan, json);
        if (text == kept)
            return text;
        Courtesy.GiveWay();
        var doubtful = known is null ? plan : plan with { Routes = [.. plan.Routes.Except<Route>(known.Routes, ReferenceEqualityComparer.Instance)] };
        var reading = new NativeDialect(_ => null).Read(new DialectText("the converted file", known is null ? text : Text(doubtful, json)));
        Courtesy.GiveWay();
        var lost = reading.Plan is { } back
            ? PlanDiff.Between(doubtful, back).Select(change => change.ToString())
            : reading.Notices.Select(notice => $"{notice.Path}: {notice.Message}");
        return lost.FirstOrDefault() is not { } first
            ? text
            : throw new CliException(ExitCode.Failed, "the native file cannot hold this configuration; nothing is written", first);
    }

    private static string Text(Plan plan, bool json) => json ? NativeWriter.Json(plan) : NativeWriter.Yaml(plan);
}
