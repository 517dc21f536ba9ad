using Halfsilver.Dialects.Differences;
using Halfsilver.Dialects.Native;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Matching;
using Halfsilver.Planning;

using Xunit;

namespace Halfsilver.Dialects.Tests.Differences;

/// <summary>No member of a plan can be forgotten, neither by the differences nor by the writer: reflection finds them all.</summary>
public sealed class EveryMemberTests
{
    private static readonly Plan Rich = RichPlan.Make();

    // A service is filed under its name; the two are never different in a plan that is valid.
    private static bool IsName(string place) => place.StartsWith(".Services[", StringComparison.Ordinal) && place.Count(c => c == '.') == 2 && place.EndsWith("].Name", StringComparison.Ordinal);

    // A test for a value that has none: files ask for one.
    private static bool IsEmptyTest(string place) => place.EndsWith(".Test.Kind", StringComparison.Ordinal) || place.EndsWith(".Test.Value gone", StringComparison.Ordinal);

    [Fact]
    public void The_rich_plan_is_valid_and_every_member_says_something_in_it()
    {
        Assert.Empty(PlanRules.CheckAll(Rich));
        Assert.Equal([], Mutations.AllMembers().Except(Mutations.Said(Rich)));
    }

    [Fact]
    public void The_rich_plan_is_read_back_member_for_member() =>
        Assert.Equal(PlanDump.Of(Rich), PlanDump.Of(new NativeDialect(_ => null).Read(new DialectText("written.yaml", NativeWriter.Yaml(Rich))).Plan!));

    [Fact]
    public void Every_single_change_is_told_at_its_own_place_and_nothing_else_is()
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (place, changed) in Mutations.Of(Rich).Where(change => !IsName(change.Place)))
        {
            var changes = PlanDiff.Between(Rich, changed);

            // A name is gone and another there; and TLS settings that are absent are those that say nothing.
            Assert.True(changes.Length is 1 or 2 || place == ".Services[a].Tls gone", $"{place}: {changes.Length} changes: {string.Join("; ", changes)}");
            Assert.All(changes, change => Assert.True(change.Path.StartsWith(Owner(place), StringComparison.Ordinal), $"{place}: told at {change.Path}, not in {Owner(place)}"));

            // What two changes share would be told of the wrong one.
            var text = string.Join('\n', changes.Select(change => $"{change.Kind} {change.Path} {change.Before?.ToJsonString()} {change.After?.ToJsonString()}"));
            Assert.True(told.TryAdd(text, place), $"{place} and {told.GetValueOrDefault(text)} are told alike: {text}");
        }

        Assert.True(told.Count > 250, $"only {told.Count} changes");
    }

    [Fact]
    public void Every_single_change_that_is_valid_is_written_and_read_back()
    {
        var written = 0;
        var lost = new List<string>();
        foreach (var (place, changed) in Mutations.Of(Rich).Where(change => !IsEmptyTest(change.Place) && PlanRules.CheckAll(change.Plan).IsEmpty))
        {
            var reading = new NativeDialect(_ => null).Read(new DialectText("written.yaml", NativeWriter.Yaml(changed)));
            lost.AddRange(reading.Notices.Select(notice => $"{place}: {notice.Path} {notice.Message}"));
            lost.AddRange(reading.Plan is { } back ? PlanDiff.Between(changed, back).Select(change => $"{place}: {change}") : []);
            written++;
        }

        Assert.Equal([], lost);
        Assert.True(written > 150, $"only {written} were valid");
    }

    // The named thing around a place, in the words of the file.
    private static string Owner(string place)
    {
        var parts = place.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var (section, at) = parts[0].Split('[', ']', ' ') is [var name, var index, ..] && index != "gone" ? (name, index) : (parts[0].Split(' ')[0], "");
        return section switch
        {
            "Gateway" => "gateway",
            "EntryPoints" => $"entryPoints{(IsOwnName(parts) ? "" : "." + Rich.EntryPoints[int.Parse(at)].Name)}",
            "Routes" => $"routes{(IsOwnName(parts) ? "" : "." + Rich.Routes[int.Parse(at)].Name + Mirror(parts))}",
            "Services" => $"services.{at}",
            "Resolve" => "resolve[",
            "TrustedProxies" => "trustedProxies",
            "Logs" or "Metrics" or "Traces" => $"telemetry.{section.ToLowerInvariant()}",
            _ => char.ToLowerInvariant(section[0]) + section[1..] + ".",
        };
    }

    private static bool IsOwnName(string[] parts) => parts is [_, "Name"];

    private static string Mirror(string[] parts) =>
        parts is [_, var mirrors, _, ..] && mirrors.StartsWith("Mirrors[", StringComparison.Ordinal) && parts[2] != "Name" ? $".mirrors.{(mirrors.Contains("[0]", StringComparison.Ordinal) ? "full" : "base")}" : "";
}
