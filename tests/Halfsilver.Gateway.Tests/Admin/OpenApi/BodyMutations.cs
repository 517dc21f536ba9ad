using System.Text;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>Broken copies of a good JSON object, none of which anybody may take for good.</summary>
internal static class BodyMutations
{
    private const int Fewest = 50;

    /// <summary>At least fifty, each with what was done to it.</summary>
    public static IReadOnlyList<(string Name, byte[] Body)> Of(BodySample sample)
    {
        var all = new List<(string Name, byte[] Body)>();
        all.AddRange(Bytes(Encoding.UTF8.GetBytes(sample.Body)));
        all.AddRange(Wholes(sample.Body).Select(AsBytes));
        all.AddRange(Members(sample).Select(AsBytes));
        for (var at = 1; all.Count < Fewest; at += 3)
        {
            all.Add(($"ends after {at} bytes", Encoding.UTF8.GetBytes(sample.Body)[..at]));
        }

        return all;
    }

    private static (string Name, byte[] Body) AsBytes((string Name, string Body) mutation) => (mutation.Name, Encoding.UTF8.GetBytes(mutation.Body));

    // What no text is.
    private static IEnumerable<(string Name, byte[] Body)> Bytes(byte[] body)
    {
        yield return ("nothing", []);
        for (var tenth = 1; tenth < 10; tenth++)
        {
            yield return ($"{tenth} tenths", body[..(body.Length * tenth / 10)]);
        }

        yield return ("all but the end", body[..^1]);
        var quote = Array.IndexOf(body, (byte)'"') + 1;
        foreach (var (name, octets) in new (string, byte[])[]
        {
            ("a NUL", [0]), ("a byte that is no UTF-8", [0xFF]), ("an overlong slash", [0xC0, 0xAF]), ("half a surrogate", [0xED, 0xA0, 0x80]), ("a letter that breaks off", [0xE2, 0x82]),
        })
        {
            yield return ($"{name} in a name", [.. body[..quote], .. octets, .. body[quote..]]);
        }

        yield return ("a NUL before all", [0, .. body]);
        yield return ("a byte that is no UTF-8 behind all", [.. body, 0xFF]);
        yield return ("UTF-16", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body))).ToArray());
    }

    private static IEnumerable<(string Name, string Body)> Wholes(string body)
    {
        yield return ("blanks", "   ");
        yield return ("null", "null");
        yield return ("a number", "7");
        yield return ("a text", "\"text\"");
        yield return ("a truth", "true");
        yield return ("an empty list", "[]");
        yield return ("a list of it", $"[{body}]");
        yield return ("two of it", body + body);
        yield return ("one bracket too many", body + "}");
        yield return ("a name that is no text", "{ \"\\ud800\": 1 }");
        yield return ("deep maps", string.Concat(Enumerable.Repeat("{\"a\":", 5_000)));
        yield return ("deep lists", new string('[', 50_000));
        yield return ("deep and closed", string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 500));
    }

    private static IEnumerable<(string Name, string Body)> Members(BodySample sample)
    {
        var good = (JsonObject)JsonNode.Parse(sample.Body)!;
        foreach (var (pointer, value) in Places(good, ""))
        {
            if (value is JsonObject)
            {
                yield return ($"{pointer} with a member that nobody knows", Changed(good, pointer + "/nobodyKnowsThis", JsonValue.Create(1)));
            }

            if (pointer.Length == 0)
            {
                continue;
            }

            foreach (var other in Others(value))
            {
                yield return ($"{pointer} is {other.ToJsonString()}", Changed(good, pointer, other));
            }
        }

        foreach (var name in good.Select(member => member.Key))
        {
            yield return ($"/{name} twice", $"{sample.Body.TrimEnd()[..^1]}, {JsonValue.Create(name).ToJsonString()}: {good[name]?.ToJsonString() ?? "null"} }}");
        }

        foreach (var pointer in sample.Needed)
        {
            yield return ($"without {pointer}", Changed(good, pointer, value: null));
        }
    }

    // Lists hold what differs by path; their kind is enough. Maps by name hold whatever the API says.
    private static IEnumerable<(string Pointer, JsonNode Value)> Places(JsonNode node, string pointer)
    {
        yield return (pointer, node);
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map.Where(member => member.Value is not null))
            {
                foreach (var place in Places(value!, $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"))
                {
                    yield return place;
                }
            }
        }
    }

    private static IEnumerable<JsonNode> Others(JsonNode value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => [new JsonObject { ["a"] = 1 }, new JsonArray(new JsonArray())],
        System.Text.Json.JsonValueKind.Number => [new JsonObject { ["a"] = 1 }, new JsonArray(7), JsonValue.Create("many"), JsonValue.Create(-1e30), JsonNode.Parse("1e400")!],
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => [new JsonObject { ["a"] = 1 }, new JsonArray(true), JsonValue.Create("perhaps"), JsonValue.Create(12)],
        System.Text.Json.JsonValueKind.Object => [new JsonArray(new JsonArray()), JsonValue.Create(7), JsonValue.Create("\u0001")],
        _ => [new JsonObject { ["nobodyKnowsThis"] = 1 }, JsonValue.Create(7)],
    };

    private static string Changed(JsonObject good, string pointer, JsonNode? value)
    {
        var copy = (JsonObject)good.DeepClone();
        var steps = pointer.Split('/')[1..].Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var node = copy;
        foreach (var step in steps[..^1])
        {
            node = (JsonObject)node[step]!;
        }

        node.Remove(steps[^1]);
        if (value is not null)
        {
            node[steps[^1]] = value.DeepClone();
        }

        return copy.ToJsonString();
    }
}
