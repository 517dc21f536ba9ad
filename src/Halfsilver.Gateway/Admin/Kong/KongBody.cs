using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Bodies of Kong's interface: JSON objects, or forms as curl sends them with <c>-d name=x -d config.mirror_host=y</c>.</summary>
internal static class KongBody
{
    private const string Form = "application/x-www-form-urlencoded";
    private const int MaxParts = 8;

    /// <summary>Whether a body may be a form. No browser sends one: they all say where a form comes from.</summary>
    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase)
        && request.Headers.Origin.Count == 0 && request.Headers.Referer.Count == 0 && request.Headers["Sec-Fetch-Site"].Count == 0;

    /// <summary>Reads an object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">Whose fields say what the texts of a form stand for.</param>
    /// <exception cref="RefusedRequestException">There is none.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext context, EntityKind kind)
    {
        if (IsForm(context.Request))
        {
            var text = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            return FromForm(text, kind);
        }

        return context.Request.ContentType is null ? [] : await StrictJson.ReadAsync(context) as JsonObject ?? throw FieldFaults.Refusal("", "the body must be a JSON object");
    }

    /// <summary>The object that a form says.</summary>
    internal static JsonObject FromForm(string text, EntityKind kind)
    {
        var body = new JsonObject();
        var pairs = text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => (Name: Plain(pair[0]), Value: Plain(pair.ElementAtOrDefault(1) ?? ""))).ToList();
        var plugin = pairs.Find(pair => pair.Name == "name").Value;
        foreach (var (name, value) in pairs)
        {
            if (value.Concat(name).Any(char.IsControl))
            {
                throw FieldFaults.Refusal("", "must not hold control characters");
            }

            Put(body, name, value, kind, plugin);
        }

        return body;
    }

    private static void Put(JsonObject body, string name, string value, EntityKind kind, string? plugin)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        var steps = (bracket < 0 ? name : name[..bracket]).Split('.');
        if (steps.Length > MaxParts || steps.Any(step => step.Length == 0))
        {
            throw FieldFaults.Refusal("", $"the form's field '{AdminText.Line(name, "")}' cannot be read");
        }

        var at = body;
        foreach (var step in steps.SkipLast(1))
        {
            at = at[step] as JsonObject ?? (JsonObject)(at[step] = new JsonObject());
        }

        var rule = RuleOf(steps, kind, plugin);
        var parsed = value.Length == 0 ? null : rule is null ? Guessed(value) : rule.Parse(value);
        if (at[steps[^1]] is JsonArray list && parsed is JsonArray more)
        {
            list.Add(more[0]?.DeepClone());
        }
        else if (bracket >= 0 && parsed is not JsonArray)
        {
            var bare = at[steps[^1]] as JsonArray ?? (JsonArray)(at[steps[^1]] = new JsonArray());
            bare.Add(parsed);
        }
        else
        {
            at[steps[^1]] = parsed;
        }
    }

    private static FieldRule? RuleOf(string[] steps, EntityKind kind, string? plugin)
    {
        if (steps[0] == "config" && steps.Length == 2)
        {
            // A change does not name its plugin: the name of a field tells whose it is.
            var tables = PluginConfigs.Find(plugin ?? "") is { } own ? [own] : PluginConfigs.Names.Select(name => PluginConfigs.Find(name)!);
            return tables.SelectMany(table => table.Fields).FirstOrDefault(field => field.Name == steps[1] || field.Alias == steps[1])?.Rule;
        }

        var field = kind.Fields.FirstOrDefault(field => field.Name == steps[0]);
        return steps.Length == 1 ? field?.Rule : field?.Rule switch
        {
            MapRule => new ListRule(new TextRule()),
            ReferenceRule => new TextRule(),
            _ => null,
        };
    }

    private static JsonNode Guessed(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : text,
    };

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
