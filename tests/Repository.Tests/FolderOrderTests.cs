using Repository.Tests.Guards;

namespace Repository.Tests;

public sealed class FolderOrderTests
{
    [Fact]
    public void A_folder_of_the_engine_uses_only_folders_before_it() =>
        Verdict.None(House.Code("src/Halfsilver").SelectMany(FolderOrder.Check));

    [Fact]
    public void The_engine_is_seen_at_all() => Assert.NotEmpty(House.Code("src/Halfsilver"));

    [Theory]
    [InlineData("Wire", "using Halfsilver.Sending;\nnamespace Halfsilver.Wire;")]
    [InlineData("Sending", "using static Halfsilver.Journey.Exchange;\nnamespace Halfsilver.Sending;")]
    [InlineData("Telemetry", "using Halfsilver.Matching;\nnamespace Halfsilver.Telemetry;")]
    [InlineData("Planning", "using Rule = Halfsilver.Matching.CompiledRule;\nnamespace Halfsilver.Planning;")]
    [InlineData("Sampling", "namespace Halfsilver.Sampling;\nclass A { Halfsilver.Teeing.Spool s; }")]
    [InlineData("Sampling", "namespace Halfsilver.Sampling;\nclass A { global::Halfsilver.Journey.Exchange e; }")]
    [InlineData("Wire", "namespace Halfsilver.Planning;\nclass A;")]
    [InlineData("Helpers", "namespace Halfsilver.Helpers;\nclass A;")]
    [InlineData("Journey", "using Halfsilver.Gateway.Cli;\nnamespace Halfsilver.Journey;")]
    [InlineData("Wire", "namespace Halfsilver.Wire;\nclass A { Sending.Fate fate; }")]
    public void A_look_ahead_is_seen(string folder, string text) => Assert.Single(FolderOrder.Check(In(folder, text)));

    [Theory]
    [InlineData("Sending", "using System.Net;\nusing Halfsilver.Wire;\nusing Halfsilver.Telemetry;\nnamespace Halfsilver.Sending;")]
    [InlineData("Matching", "using Halfsilver.Telemetry;\nnamespace Halfsilver.Matching.Trees;")]
    [InlineData("Wire", "namespace Halfsilver.Wire;\n/// <summary>As <see cref=\"Halfsilver.Sending.Fate\"/>.</summary>\nclass A { string s = \"Halfsilver.Journey.X\"; }")]
    public void A_look_back_is_fine(string folder, string text) => Assert.Empty(FolderOrder.Check(In(folder, text)));

    [Theory]
    [InlineData("Sending", "namespace Halfsilver.Sending;\nclass A { int a = Planning.Share.Whole; }")]
    [InlineData("Wire", "namespace Halfsilver.Wire;\nclass A { object a = live.Sending.Copies; }")]
    public void A_name_that_only_ends_like_a_folder_is_fine(string folder, string text) => Assert.Empty(FolderOrder.Check(In(folder, text)));

    [Fact]
    public void The_architecture_page_has_the_folders_that_are_there_in_their_order()
    {
        var there = House.Code("src/Halfsilver").Select(file => file.Path.Split('/')[2]).ToHashSet(StringComparer.Ordinal);
        var page = House.Files.Single(file => file.Path == "docs/architecture.md").Text;
        Assert.Equal(FolderOrder.Folders.Where(there.Contains), FolderOrder.InPage(page));
    }

    [Fact]
    public void A_file_beside_the_folders_is_seen() =>
        Assert.Single(FolderOrder.Check(new HouseFile("src/Halfsilver/Loose.cs", "namespace Halfsilver;")));

    [Fact]
    public void Other_projects_are_not_meant() =>
        Assert.Empty(FolderOrder.Check(new HouseFile("src/Halfsilver.Gateway/Cli/A.cs", "using Halfsilver.Journey;")));

    private static HouseFile In(string folder, string text) => new($"src/Halfsilver/{folder}/A.cs", text);
}
