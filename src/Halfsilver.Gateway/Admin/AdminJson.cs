using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Halfsilver.Gateway.Admin;

/// <summary>How the admin side and its clients write and read JSON.</summary>
internal static class AdminJson
{
    /// <summary>Camel case, nothing for null, unknown members refused: a misspelt scope must not stop everything.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        // Two readers must not see two bodies.
        AllowDuplicateProperties = false,
        // Answers are JSON with nosniff, never part of a page, so arrows and quotes may stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
