using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Halfsilver.Gateway.Admin.OpenApi;

/// <summary>JSON Schemas of the records that bodies are.</summary>
internal static class BodySchemas
{
    private static readonly JsonSerializerOptions s_options = Options();

    private static readonly JsonSchemaExporterOptions s_layout = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>The schema of one type.</summary>
    public static JsonNode Of(Type type) => s_options.GetJsonSchemaAsNode(type, s_layout);

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(AdminJson.Options) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
