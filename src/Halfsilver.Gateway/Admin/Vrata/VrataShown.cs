using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>Hides what is not everybody's in objects that are shown: keys from all, values of fields that let somebody in from viewers.</summary>
internal static partial class VrataShown
{
    private const string Mask = "***";

    /// <summary>The object as this caller may see it; changed in place.</summary>
    public static JsonNode To(HttpContext context, JsonNode shown)
    {
        Hide(shown, hidesFields: Caller.Of(context)?.Role is not (Role.Operator or Role.Admin));
        return shown;
    }

    private static void Hide(JsonNode? node, bool hidesFields)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Hide(item, hidesFields);
            }
        }
        else if (node is JsonObject map)
        {
            var isSecret = hidesFields && (map["key"] ?? map["name"]) is JsonValue name && Secret().IsMatch(name.ToString());
            foreach (var (key, value) in map.ToList())
            {
                if (value is JsonValue known && known.TryGetValue<string>(out var text)
                    && (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) || (isSecret && key is ("value" or "exact" or "regex"))))
                {
                    map[key] = Mask;
                }
                else
                {
                    Hide(value, hidesFields);
                }
            }
        }
    }

    [GeneratedRegex("authorization|cookie|token|secret|password|api-?key|credential", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Secret();
}
