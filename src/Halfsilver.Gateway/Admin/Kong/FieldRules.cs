using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>What a field's value must be.</summary>
/// <param name="type">Kong's word for its type.</param>
internal abstract class FieldRule(string type)
{
    /// <summary>Says what is wrong with a value.</summary>
    public abstract void Check(JsonNode value, string pointer, FieldFaults faults);

    /// <summary>The value that a text of a form stands for.</summary>
    public virtual JsonNode Parse(string text) => text;

    /// <summary>The field as Kong's schemas describe it.</summary>
    public virtual JsonObject Describe() => new() { ["type"] = type };
}

/// <summary>A text.</summary>
internal sealed class TextRule : FieldRule
{
    private readonly Func<string, string?> _fault;

    public TextRule(Func<string, string?>? fault = null)
        : base("string") => _fault = fault ?? (_ => null);

    public override void Check(JsonNode value, string pointer, FieldFaults faults)
    {
        if (StrictJson.Text(value) is not { } text)
        {
            faults.Add(pointer, "expected a string");
        }
        else if (text.Length == 0)
        {
            faults.Add(pointer, "length must be at least 1");
        }
        else if (text.Length > 4_096)
        {
            faults.Add(pointer, "length must be at most 4096");
        }
        else if (_fault(text) is { } fault)
        {
            faults.Add(pointer, fault);
        }
    }
}

/// <summary>One of several texts.</summary>
internal sealed class ChoiceRule(params ImmutableArray<string> choices) : FieldRule("string")
{
    public override void Check(JsonNode value, string pointer, FieldFaults faults)
    {
        if (StrictJson.Text(value) is not { } text)
        {
            faults.Add(pointer, "expected a string");
        }
        else if (!choices.Contains(text, StringComparer.Ordinal))
        {
            faults.Add(pointer, $"expected one of: {string.Join(", ", choices)}");
        }
    }

    public override JsonObject Describe() => new() { ["type"] = "string", ["one_of"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]) };
}

/// <summary>A number between two.</summary>
internal sealed class NumberRule(decimal least, decimal most, bool whole = true) : FieldRule(whole ? "integer" : "number")
{
    public override void Check(JsonNode value, string pointer, FieldFaults faults)
    {
        if (value.GetValueKind() != JsonValueKind.Number)
        {
            faults.Add(pointer, whole ? "expected an integer" : "expected a number");
        }
        else if (StrictJson.Number(value) is not { } number || number < least || number > most)
        {
            faults.Add(pointer, $"value should be between {least.ToString(CultureInfo.InvariantCulture)} and {most.ToString(CultureInfo.InvariantCulture)}");
        }
        else if (whole && number != decimal.Truncate(number))
        {
            faults.Add(pointer, "expected an integer");
        }
    }

    public override JsonNode Parse(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : text;

    public override JsonObject Describe() => new() { ["type"] = whole ? "integer" : "number", ["between"] = new JsonArray(least, most) };
}

/// <summary>True or false.</summary>
internal sealed class BoolRule() : FieldRule("boolean")
{
    public override void Check(JsonNode value, string pointer, FieldFaults faults)
    {
        if (StrictJson.Bool(value) is null)
        {
            faults.Add(pointer, "expected a boolean");
        }
    }

    public override JsonNode Parse(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => text,
    };
}

/// <summary>Several values.</summary>
internal sealed class ListRule(FieldRule item) : FieldRule("set")
{
    private const int Most = 1_000;

    public override void Check(JsonNode value, string pointer, FieldFaults faults)
    {
        if (value is not JsonArray list)
        {
            faults.Add(pointer, "expected a set");
            return;
        }

        if (list.Count > Most)
        {
            faults.Add(pointer, $"length must be at most {Most}");
            return;
        }

        for (var i = 0; i < list.Count; i++)
        {
            var at = $"{pointer}/{i}";
            if (list[i] is { } one)
            {
                item.Check(one, at, faults);
            }
            else
            {
                faults.Add(at, "must not be null");
            }
        }
    }

    public override JsonNode Parse(string text) => new JsonArray(item.Parse(text));

    public override JsonObject Describe() => new() { ["type"] = "set", ["elements"] = item.Describe() };
}

/// <summary>Lists of texts by name.</summary>
internal sealed class MapRule() : FieldRule("map")
{
    private static readonly ListRule s_values = new(new TextRule());

    public override void Check(JsonNode value, string pointer, FieldFaults faults)
    {
        if (value is not JsonObject map)
        {
            faults.Add(pointer, "expected a map");
            return;
        }

        foreach (var (name, values) in map)
        {
            s_values.Check(values ?? new JsonArray(), pointer + JsonPointer.Step(name), faults);
        }
    }
}

/// <summary>Another object, by its id or name.</summary>
internal sealed class ReferenceRule(string kind) : FieldRule("foreign")
{
    public override void Check(JsonNode value, string pointer, FieldFaults faults)
    {
        if (value is not JsonObject map)
        {
            faults.Add(pointer, "expected a record");
            return;
        }

        foreach (var name in map.Select(member => member.Key).Where(name => name is not ("id" or "name")))
        {
            faults.Add(pointer + JsonPointer.Step(name), "unknown field");
        }

        if (map.Text("id") is null && map.Text("name") is null)
        {
            faults.Add(pointer + "/id", "required field missing");
        }
    }

    public override JsonNode Parse(string text) => new JsonObject { ["id"] = text };

    public override JsonObject Describe() => new() { ["type"] = "foreign", ["reference"] = kind };
}

/// <summary>Fields in a group. Without a table whatever stands there is taken: its reader judges.</summary>
internal sealed class RecordRule(ImmutableArray<EntityField> fields = default) : FieldRule("record")
{
    /// <summary>The fields; none where any is taken.</summary>
    public ImmutableArray<EntityField> Fields => fields.IsDefault ? [] : fields;

    public override void Check(JsonNode value, string pointer, FieldFaults faults)
    {
        if (value is not JsonObject map)
        {
            faults.Add(pointer, "expected a record");
        }
        else if (!fields.IsDefault)
        {
            EntityField.CheckAll(fields, map, pointer, faults, partial: false);
        }
    }

    public override JsonObject Describe() => new() { ["type"] = "record", ["fields"] = EntityField.Describe(Fields) };
}
