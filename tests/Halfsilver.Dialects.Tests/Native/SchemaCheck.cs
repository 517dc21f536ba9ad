using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.Native;

namespace Halfsilver.Dialects.Tests.Native;

/// <summary>As much of JSON Schema draft-07 as our schema uses; anything else in it is a fault of the test.</summary>
internal static class SchemaCheck
{
    private static readonly JsonObject Definitions = JsonNode.Parse(NativeSchema.Write())!["definitions"]!.AsObject();

    public static bool Takes(JsonNode schema, JsonNode? value) => schema.AsObject().All(rule => Holds(rule.Key, rule.Value!, schema, value));

    private static bool Holds(string rule, JsonNode argument, JsonNode schema, JsonNode? value) => rule switch
    {
        "description" or "examples" or "default" => true,
        "$ref" => Takes(Definitions[argument.GetValue<string>()["#/definitions/".Length..]]!, value),
        "allOf" => argument.AsArray().All(one => Takes(one!, value)),
        "anyOf" => argument.AsArray().Any(one => Takes(one!, value)),
        "oneOf" => argument.AsArray().Count(one => Takes(one!, value)) == 1,
        "not" => !Takes(argument, value),
        "type" => (argument is JsonArray many ? many.Select(one => one!.GetValue<string>()) : [argument.GetValue<string>()]).Any(type => Is(type, value)),
        "enum" => argument.AsArray().Any(one => JsonNode.DeepEquals(one, value)),
        "const" => JsonNode.DeepEquals(argument, value),
        "pattern" => !Is("string", value) || Matches(argument.GetValue<string>(), value!.GetValue<string>()),
        "minimum" => !Is("number", value) || Number(value) >= Number(argument),
        "maximum" => !Is("number", value) || Number(value) <= Number(argument),
        "items" => value is not JsonArray list || list.All(item => Takes(argument, item)),
        "minItems" => value is not JsonArray list || list.Count >= Number(argument),
        "minProperties" => value is not JsonObject map || map.Count >= Number(argument),
        "maxProperties" => value is not JsonObject map || map.Count <= Number(argument),
        "required" => value is not JsonObject map || argument.AsArray().All(name => map.ContainsKey(name!.GetValue<string>())),
        "properties" => value is not JsonObject map || map.All(entry => argument[entry.Key] is not { } property || Takes(property, entry.Value)),
        "patternProperties" => value is not JsonObject map || map.All(entry =>
            argument.AsObject().All(pattern => !Matches(pattern.Key, entry.Key) || Takes(pattern.Value!, entry.Value))),
        "additionalProperties" => value is not JsonObject map || map.All(entry => Known(schema, entry.Key)),
        "dependencies" => value is not JsonObject map || argument.AsObject().Where(entry => map.ContainsKey(entry.Key))
            .All(entry => entry.Value is JsonArray needs ? needs.All(name => map.ContainsKey(name!.GetValue<string>())) : Takes(entry.Value!, value)),
        _ => throw new NotSupportedException($"the schema uses {rule}, which this check does not know"),
    };

    private static bool Known(JsonNode schema, string name) =>
        schema["properties"]?[name] is not null
        || schema["patternProperties"]?.AsObject().Any(pattern => Matches(pattern.Key, name)) == true;

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        _ => value?.GetValueKind() == JsonValueKind.Number && decimal.Truncate(Number(value)) == Number(value),
    };

    private static decimal Number(JsonNode? value) => decimal.Parse(value!.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);

    private static bool Matches(string pattern, string text) => Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
}
