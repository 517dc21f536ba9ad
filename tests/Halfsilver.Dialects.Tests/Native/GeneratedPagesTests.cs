using System.Text.Json.Nodes;

using Halfsilver.Dialects.Native;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

public sealed class GeneratedPagesTests
{
    [Fact]
    public void The_schema_in_the_docs_is_the_one_that_the_keys_give() => Same("halfsilver.schema.json", NativeSchema.Write());

    [Fact]
    public void The_reference_page_is_the_one_that_the_keys_give() => Same("native-file.md", NativeReference.Markdown());

    [Fact]
    public void The_schema_holds_every_key_with_a_description_and_an_example()
    {
        var definitions = JsonNode.Parse(NativeSchema.Write())!["definitions"]!;
        foreach (var group in NativeSchema.Groups())
        {
            var definition = definitions[group.Name]!;
            Assert.False((bool)definition["additionalProperties"]!);
            foreach (var key in group.Keys)
            {
                var property = definition["properties"]![key.Name]!;
                Assert.StartsWith(key.Description, (string)property["description"]!, StringComparison.Ordinal);
                Assert.NotEmpty(property["examples"]!.AsArray());
            }
        }
    }

    [Fact]
    public void Every_reference_inside_the_schema_leads_to_a_definition()
    {
        var schema = JsonNode.Parse(NativeSchema.Write())!;
        var known = schema["definitions"]!.AsObject().Select(entry => $"#/definitions/{entry.Key}").ToHashSet(StringComparer.Ordinal);
        var used = Nodes(schema).OfType<JsonObject>().Select(node => node["$ref"]?.GetValue<string>()).OfType<string>().ToList();
        Assert.NotEmpty(used);
        Assert.All(used, reference => Assert.True(known.Contains(reference), reference));
    }

    [Fact]
    public void Groups_have_names_of_their_own()
    {
        var names = NativeSchema.Groups().Select(group => group.Name).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names, StringComparer.Ordinal);
    }

    [Fact]
    public void Descriptions_are_sentences()
    {
        foreach (var key in NativeSchema.Groups().SelectMany(group => group.Keys))
        {
            Assert.EndsWith(".", key.Description, StringComparison.Ordinal);
            Assert.True(char.IsUpper(key.Description[0]) || char.IsLower(key.Description[0]), key.Description);
        }
    }

    private static IEnumerable<JsonNode?> Nodes(JsonNode? node)
    {
        IEnumerable<JsonNode?> inner = node switch
        {
            JsonObject map => map.Select(entry => entry.Value),
            JsonArray list => list,
            _ => [],
        };
        return inner.SelectMany(Nodes).Prepend(node);
    }

    private static void Same(string name, string actual)
    {
        var path = Path.Combine(Goldens.Repository, "docs", "reference", name);
        Goldens.Compare(path, File.Exists(path) ? File.ReadAllText(path) : "", actual);
    }
}
