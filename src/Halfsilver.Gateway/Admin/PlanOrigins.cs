using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Dialects.Differences;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Planning;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Admin;

/// <summary>Where a plan in force comes from: a revision, and the flags and variables of the process over it.</summary>
/// <param name="Revision">Number of the revision.</param>
/// <param name="Source">By which way it came: <c>file</c>, <c>api</c>, ….</param>
/// <param name="Author">Who made it.</param>
/// <param name="Time">When.</param>
/// <param name="Overridden">What flags and variables say otherwise.</param>
internal sealed record PlanOrigins(int Revision, string Source, string Author, DateTimeOffset Time, ImmutableArray<PlanChange> Overridden)
{
    private static readonly JsonSerializerOptions s_layout = new(AdminJson.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Those of a plan.</summary>
    public static PlanOrigins Of(Plan written, Plan inForce, Revision active) =>
        new(active.Number, active.Source, active.Author, active.Time, PlanDiff.Between(written, inForce));

    /// <summary>The plan as JSON, with where it comes from.</summary>
    public static string Json(Plan plan, PlanOrigins origins) => new JsonObject
    {
        ["origins"] = JsonSerializer.SerializeToNode(origins, AdminJson.Options),
        ["plan"] = JsonNode.Parse(NativeWriter.Json(plan)),
    }.ToJsonString(s_layout) + "\n";

    /// <summary>The plan as YAML, with where it comes from as comments at its top.</summary>
    public static string Yaml(Plan plan, PlanOrigins origins)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# r{origins.Revision}, {origins.Source}, by {AdminText.Line(origins.Author, "?")}, {origins.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z\n");
        foreach (var change in origins.Overridden)
        {
            text.Append("# by flag or variable: ").Append(AdminText.Line(change.ToString(), "")).Append('\n');
        }

        return text.Append(NativeWriter.Yaml(plan)).ToString();
    }
}
