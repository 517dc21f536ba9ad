using Repository.Tests.Guards;

namespace Repository.Tests;

/// <summary>Pages that repeat what the code knows are held to it.</summary>
public sealed class PageFactsTests
{
    private static readonly Dictionary<string, HouseFile> ByPath = House.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);

    [Fact]
    public void The_page_about_running_names_every_verb_and_flag() =>
        Verdict.None(CommandPage.Check(ByPath["docs/running.md"], House.Code("src/Halfsilver.Gateway/Cli")));

    [Theory]
    [InlineData("halfsilver run --to A --quiet")]
    [InlineData("halfsilver runs --to A --from B --quiet")]
    [InlineData("halfsilver run --to A --from B --quiet --quick")]
    public void A_word_too_few_or_too_many_is_seen(string page) => Assert.Single(CommandPage.Check(new("docs/a.md", page), [Verb]));

    [Fact]
    public void A_page_with_all_words_is_fine() =>
        Assert.Empty(CommandPage.Check(new("docs/a.md", "`halfsilver run --to A` --from B, `--quiet`; a - dash -- and a --- line"), [Verb]));

    [Fact]
    public void The_page_about_running_has_the_codes_of_the_code_in_their_order() => Assert.Equal(
        CommandPage.CodesInCode(ByPath["src/Halfsilver.Gateway/Cli/ExitCode.cs"].Text), CommandPage.CodesInPage(ByPath["docs/running.md"].Text));

    [Fact]
    public void Exit_codes_are_read_from_code_and_page_alike()
    {
        Assert.Equal([0, 64], CommandPage.CodesInCode("enum E\n{\n    /// <summary>B = 3,</summary>\n    A = 0,\n\n    B = 64,\n}"));
        Assert.Equal([0, 64], CommandPage.CodesInPage("| code | x |\n|---|---|\n| 0 | a |\n| 64 | b |\n| SIGHUP | 3 |"));
    }

    [Fact]
    public void The_page_about_the_wire_names_what_the_tests_allow_to_differ() => Verdict.None(WirePage.Check(
        ByPath["docs/wire.md"], ByPath["tests/Halfsilver.Gateway.Tests/Wire/ByDesign.cs"], ByPath["src/Halfsilver/Wire/FieldNames.cs"]));

    [Theory]
    [InlineData("`Connection`")]
    [InlineData("`Connection`, `Via: 1.1 x`, `Accept`")]
    [InlineData("`Connection`\n\n## Else\n\n`Via`")]
    public void A_field_on_one_side_only_is_seen(string text) => Assert.Single(Wire(text));

    [Theory]
    [InlineData("`Connection`, `Via: 1.1 x`, `GET /path`, `Halfsilver-*`")]
    [InlineData("`Connection`, `via`, `Via` and `Te`")]
    public void The_same_fields_on_both_sides_are_fine(string text) => Assert.Empty(Wire(text));

    private static HouseFile Verb => new("Cli/A.cs", "new Command(\"run\", \"Runs.\"); new Option(\"--to\"); new(\"--from\", \"-q\"); \"--quiet\"; // \"--old\"\nFail(\"--to needs more\");");

    private static IEnumerable<string> Wire(string text) => WirePage.Check(
        new("docs/a.md", $"# Wire\n\n## Different by design\n\n{text}\n"), new("B.cs", "[\"Connection\", \"Via\"] // \"Not-This\""), new("N.cs", "\"te\"u8"));
}
