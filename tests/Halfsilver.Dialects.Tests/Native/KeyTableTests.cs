using System.Text.Json.Nodes;

using Halfsilver.Dialects.Native;
using Halfsilver.Dialects.Native.Keys;
using Halfsilver.Dialects.Shapes;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

/// <summary>Every key with the right and wrong values that its own description names.</summary>
public sealed class KeyTableTests
{
    private static readonly NativeDialect Dialect = new(_ => null);

    public static TheoryData<string> Keys => [.. All().Select(place => place.Path).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_takes_its_right_values(string path)
    {
        var place = All().Single(place => place.Path == path);
        foreach (var good in place.Key.Shape.Good.Append(place.Key.Example))
        {
            var wrong = Refusals(place, good).Where(notice => notice.Kind == NoticeKind.Rejected).ToList();
            Assert.True(wrong.Count == 0, $"{path}: {good.ToJsonString()} was refused: {string.Join("; ", wrong.Select(notice => notice.Message))}");
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_refuses_its_wrong_values_at_their_place(string path)
    {
        var place = All().Single(place => place.Path == path);
        Assert.NotEmpty(place.Key.Shape.Bad);
        foreach (var bad in place.Key.Shape.Bad)
        {
            Assert.True(Refusals(place, bad).Any(notice => notice.Kind == NoticeKind.Rejected), $"{path}: {bad.ToJsonString()} was taken");
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_that_is_written_with_its_default_changes_nothing(string path)
    {
        var place = All().Single(place => place.Path == path);
        if (place.Key.Default is not { } value || place.Later)
        {
            return;
        }

        var without = Dialect.Read(new DialectText("a", Document(place, null).ToJsonString()));
        var with = Dialect.Read(new DialectText("a", Document(place, value.DeepClone()).ToJsonString()));
        Assert.Equal(Messages(without), Messages(with));
        Assert.Equal(without.Plan is { } plan ? PlanDump.Of(plan) : "", with.Plan is { } same ? PlanDump.Of(same) : "");
    }

    [Fact]
    public void A_key_of_a_later_version_is_said_and_stops_the_plan()
    {
        foreach (var place in All().Where(place => place.Key.Later is not null && !place.Inside))
        {
            var reading = Dialect.Read(new DialectText("a", Document(place, place.Key.Example).ToJsonString()));
            Assert.Contains(reading.Notices, notice => notice.Kind == NoticeKind.NotYet && notice.Path == place.Path);
            Assert.Null(reading.Plan);
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_schema_takes_a_keys_right_values_and_defaults(string path)
    {
        var key = All().Single(place => place.Path == path).Key;
        var property = key.Schema();
        foreach (var good in key.Shape.Good.Append(key.Example).Concat(key.Default is { } value ? [value.DeepClone()] : []))
        {
            Assert.True(SchemaCheck.Takes(property, good), $"{path}: {good.ToJsonString()} does not fit {property.ToJsonString()}");
        }
    }

    private static string Messages(Reading reading) => string.Join('\n', reading.Notices.Select(notice => notice.Message));

    private static List<Notice> Refusals(KeyPlace place, JsonNode value)
    {
        var text = Document(place, value).ToJsonString();
        var notices = Dialect.Read(new DialectText("a", text)).Notices;

        // Rules about several keys, and names that lead nowhere, are other tests' matter.
        return [.. notices.Where(notice => notice.Path.StartsWith(place.Path, StringComparison.Ordinal)
            && notice.Code is not ("HS0014" or "HS0011" or "HS0023" or "HS0105" or "HS0106" or "HS0107" or "HS0140" or "HS0142"))];
    }

    private static JsonObject Document(KeyPlace place, JsonNode? value)
    {
        var document = JsonNode.Parse("""
            {"version": 1, "services": {"a": {"endpoints": ["http://127.0.0.1:9001"]}, "b": {"endpoints": ["http://127.0.0.1:9002"]}}}
            """)!.AsObject();
        JsonNode at = document;
        for (var i = 0; i < place.Steps.Count; i++)
        {
            var last = i == place.Steps.Count - 1;
            var (step, example) = place.Steps[i];
            if (last && value is null)
            {
                if (at is JsonObject owner)
                {
                    owner.Remove((string)step);
                }
            }
            else if (at is JsonObject map)
            {
                map[(string)step] = last ? value : map[(string)step]?.DeepClone() is { } there && there.GetType() == example().GetType() ? there : example();
                at = map[(string)step]!;
            }
            else
            {
                at.AsArray()[0] = last ? value : example();
                at = at.AsArray()[0]!;
            }
        }

        return document;
    }

    private static List<KeyPlace> All()
    {
        var places = new List<KeyPlace>();
        Walk(FileKeys.File, "", [], later: false, places, []);
        return places;
    }

    private static void Walk(Shape shape, string path, List<(object, Func<JsonNode>)> steps, bool later, List<KeyPlace> places, List<GroupShape> inside)
    {
        switch (shape)
        {
            case GroupShape group when !inside.Exists(around => around.Name == group.Name):
                foreach (var key in group.Keys)
                {
                    var at = path.Length == 0 ? key.Name : $"{path}.{key.Name}";
                    List<(object, Func<JsonNode>)> here = [.. steps, (key.Name, () => Filled(key.Shape, key.Example))];
                    places.Add(new KeyPlace(at, key, here, later || key.Later is not null, later));
                    Walk(key.Shape, at, here, later || key.Later is not null, places, [.. inside, group]);
                }

                break;
            case NamedShape named:
                Walk(named.Inner.Single(), $"{path}[{named.Sample}]", [.. steps, (named.Sample, () => named.Inner.Single().Example)], later, places, inside);
                break;
            case ListShape list:
                Walk(list.Inner.Single(), $"{path}[0]", [.. steps, (0, () => list.Inner.Single().Example)], later, places, inside);
                break;
            case EitherShape either:
                foreach (var one in either.Inner.Where(one => one is GroupShape))
                {
                    List<(object, Func<JsonNode>)> chosen = [.. steps[..^1], (steps[^1].Item1, () => one.Example)];
                    Walk(one, path, chosen, later || one is GroupShape { Later: not null }, places, inside);
                }

                break;
        }
    }

    private static JsonNode Filled(Shape shape, JsonNode example) => example is JsonArray { Count: 0 } or JsonObject { Count: 0 } ? shape.Example : example;

    private sealed record KeyPlace(string Path, Key Key, List<(object Step, Func<JsonNode> Example)> Steps, bool Later, bool Inside);
}
