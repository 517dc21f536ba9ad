using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>A field of a kind of object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rule">What its value must be.</param>
internal sealed record EntityField(string Name, FieldRule Rule)
{
    /// <summary>Its value where nothing was said, as JSON; null for null.</summary>
    public string? Default { get; init; }

    /// <summary>Whether it must be there.</summary>
    public bool Required { get; init; }

    /// <summary>Another spelling that is taken too.</summary>
    public string? Alias { get; init; }

    /// <summary>Says what is wrong with a group of fields.</summary>
    /// <param name="fields">The fields that there are.</param>
    /// <param name="map">What was written.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="faults">Told of each fault.</param>
    /// <param name="partial">Whether fields that are not there stay as they are.</param>
    public static void CheckAll(ImmutableArray<EntityField> fields, JsonObject map, string pointer, FieldFaults faults, bool partial)
    {
        foreach (var (name, value) in map)
        {
            var at = pointer + JsonPointer.Step(name);
            if (fields.FirstOrDefault(field => field.Name == name || field.Alias == name) is not { } field)
            {
                faults.Add(at, "unknown field");
            }
            else if (field.Alias is { } alias && name == alias && map.ContainsKey(field.Name))
            {
                faults.Add(at, $"is '{field.Name}' once more");
            }
            else if (value is not null)
            {
                field.Rule.Check(value, at, faults);
            }
            else if (field.Required)
            {
                faults.Add(at, "required field missing");
            }
        }

        foreach (var field in fields.Where(field => field.Required && !partial && !map.ContainsKey(field.Name) && !(field.Alias is { } alias && map.ContainsKey(alias))))
        {
            faults.Add(pointer + JsonPointer.Step(field.Name), "required field missing");
        }
    }

    /// <summary>Fields as Kong's schemas list them.</summary>
    public static JsonArray Describe(ImmutableArray<EntityField> fields) => new([.. fields.Select(field =>
    {
        var one = field.Rule.Describe();
        if (field.Required)
        {
            one["required"] = true;
        }

        if (field.Default is { } usual)
        {
            one["default"] = JsonNode.Parse(usual);
        }

        return (JsonNode)new JsonObject { [field.Name] = one };
    })]);
}
