using Repository.Tests.Guards;

namespace Repository.Tests;

public sealed class PagesTests
{
    private static readonly Dictionary<string, HouseFile> ByPath = House.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);

    [Fact]
    public void Links_lead_somewhere() => Verdict.None(House.Pages.SelectMany(page => Links.Check(page, ByPath)));

    [Theory]
    [InlineData("[a](missing.md)")]
    [InlineData("[a](b.md#missing)")]
    [InlineData("[a](#missing)")]
    [InlineData("[a](../../outside.md)")]
    [InlineData("![a picture](missing.png)")]
    [InlineData("[over two\nlines](missing.md)")]
    public void A_broken_link_is_seen(string text) => Assert.Single(Links.Check(Page(text), Samples));

    [Theory]
    [InlineData("[a](b.md), [b](b.md#what-is-it), [c](#here), [d](../docs/), [e](https://example.org/x)\n\n## Here")]
    [InlineData("```md\n[a](missing.md)\n```")]
    public void A_sound_link_is_fine(string text) => Assert.Empty(Links.Check(Page(text), Samples));

    [Fact]
    public void Every_page_of_the_docs_can_be_reached_from_their_map()
    {
        var map = ByPath["docs/README.md"].Text;
        var loose = House.Pages.Where(page => page.IsUnder("docs") && page.Path != "docs/README.md" && !page.IsUnder("docs/decisions"))
            .Where(page => !map.Contains($"({page.Path["docs/".Length..]})", StringComparison.Ordinal))
            .Select(page => $"{page.Path}: is not in docs/README.md");
        Verdict.None(loose);
    }

    [Fact]
    public void The_page_about_mirroring_lists_every_fate_of_the_code_in_its_order() => Assert.Equal(
        FateTables.InCode(ByPath["src/Halfsilver/Sending/Fate.cs"].Text), FateTables.InPage(ByPath["docs/mirroring.md"].Text));

    [Fact]
    public void Fates_are_read_from_code_and_page_alike()
    {
        const string Code = "enum Fate\n{\n    Answered,\n    /// <summary>No,</summary>\n    BodyTooLarge,\n\n    FailedDns,\n    CutBody,\n}";
        const string Page = "### Skipped\n| reason | x |\n| `body_too_large` | a |\n### Failed\n| `dns` | b |\n### Cut short\n| `body_cut` | c |\n## Else\n| `d` | d |";
        Assert.Equal(["Skipped: body_too_large", "Failed: dns", "Cut short: body_cut"], FateTables.InCode(Code));
        Assert.Equal(FateTables.InCode(Code), FateTables.InPage(Page));
    }

    [Fact]
    public void No_file_speaks_of_where_it_was_written() => Verdict.None(House.Files.SelectMany(WorkplaceWords.Check));

    // Halves, as in the check itself.
    [Theory]
    [InlineData("see /wo" + "rk/notes.md")]
    [InlineData("in /ro" + "ot/.cache")]
    [InlineData("at /tmp/" + "wt/here")]
    [InlineData("from https://api.nu" + "get.org/")]
    [InlineData("done in the last ses" + "sion")]
    [InlineData("ses" + "sion 12 did it")]
    [InlineData("closes iss" + "ue 3")]
    [InlineData("closes Iss" + "ue #31")]
    [InlineData("as DES" + "IGN.md says")]
    public void A_workplace_word_is_seen(string text) => Assert.Single(WorkplaceWords.Check(new HouseFile("a.md", text)));

    [Theory]
    [InlineData("https://example.org/work/orders and ./work/x")]
    [InlineData("TLS sessions are resumed; the sessions of a browser")]
    [InlineData("may issue requests, 400 requests, raise an issue about 400")]
    [InlineData("see design.html")]
    public void Plain_words_are_fine(string text) => Assert.Empty(WorkplaceWords.Check(new HouseFile("a.md", text)));

    [Fact]
    public void The_licence_is_there_whole()
    {
        var licence = ByPath["LICENSE"].Text;
        Assert.Contains("Apache License", licence, StringComparison.Ordinal);
        Assert.Contains("Version 2.0, January 2004", licence, StringComparison.Ordinal);
        Assert.Contains("9. Accepting Warranty or Additional Liability", licence, StringComparison.Ordinal);
        Assert.Contains("END OF TERMS AND CONDITIONS", licence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_changelog_has_a_place_for_what_is_new() =>
        Assert.Contains("\n## [Unreleased]\n", ByPath["CHANGELOG.md"].Text, StringComparison.Ordinal);

    [Fact]
    public void The_front_page_shows_the_two_commands()
    {
        var readme = ByPath["README.md"].Text;
        Assert.Contains("dotnet run -c Release --project src/Halfsilver.Gateway -- demo", readme, StringComparison.Ordinal);
        Assert.Contains("./test.sh", readme, StringComparison.Ordinal);
        Assert.True(ByPath.ContainsKey("src/Halfsilver.Gateway/Halfsilver.Gateway.csproj"));
    }

    [Theory]
    [InlineData("test.sh")]
    [InlineData(".ci/run")]
    public void Scripts_can_be_started(string path)
    {
        Assert.StartsWith("#!/usr/bin/env bash\n", ByPath[path].Text, StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(House.Root, path)).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void What_runs_elsewhere_is_what_a_contributor_runs() => Assert.Contains("./test.sh", ByPath[".ci/run"].Text, StringComparison.Ordinal);

    private static Dictionary<string, HouseFile> Samples => new(StringComparer.Ordinal)
    {
        ["docs/a.md"] = new("docs/a.md", ""),
        ["docs/b.md"] = new("docs/b.md", "# B\n\n## What is it?\n"),
    };

    private static HouseFile Page(string text) => new("docs/a.md", text);
}
