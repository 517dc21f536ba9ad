using System.Globalization;
using Repository.Tests.Snippets;

namespace Repository.Tests;

public sealed class SnippetTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_pages_show_does_what_they_say()
    {
        var complaints = new List<string>();
        foreach (var page in House.Pages)
        {
            var snippets = SnippetReader.Read(page).ToArray();
            var unfit = SnippetReader.Stray(page).Concat(snippets.SelectMany(SnippetRules.Check)).ToArray();
            complaints.AddRange(unfit.Length > 0 ? unfit : await new SnippetRunner(SnippetRunner.Built, Long).TryAsync(snippets));
        }

        Verdict.None(complaints);
    }

    [Fact]
    public void The_executable_is_where_blocks_look_for_it() => Assert.True(File.Exists(SnippetRunner.Built), SnippetRunner.Built);

    [Fact]
    public void Marked_blocks_are_found_with_their_lines()
    {
        var page = Page("# A\n\n<!-- run -->\n```sh\necho a\necho b\n```\n\n```sh\nnot marked\n```\n<!-- validate orders.yaml -->\n\n```yaml\nversion: 1\n```\n");
        Assert.Equal(
            [
                new Snippet("docs/a.md", 4, SnippetMark.Run, "halfsilver.yaml", "echo a\necho b\n"),
                new Snippet("docs/a.md", 14, SnippetMark.Validate, "orders.yaml", "version: 1\n"),
            ],
            SnippetReader.Read(page));
        Assert.Empty(SnippetReader.Stray(page));
    }

    [Theory]
    [InlineData("<!-- run -->\n\nText between.\n\n```sh\ntrue\n```\n")]
    [InlineData("<!-- run -->\n```yaml\nversion: 1\n```\n")]
    [InlineData("<!-- validate -->\n```sh\ntrue\n```\n")]
    public void A_mark_without_its_block_is_seen(string text) => Assert.Single(SnippetReader.Stray(Page(text)));

    [Theory]
    [InlineData("halfsilver run --to http://127.0.0.1:9001 --admin 127.0.0.1:8080 &")]
    [InlineData("halfsilver demo \\\n  --listen 127.0.0.1:8000 --admin 0.0.0.0:8080")]
    [InlineData("curl -s http://example.com/")]
    public void A_block_that_leaves_this_machine_is_not_run(string text) => Assert.Single(SnippetRules.Check(Block(text)));

    [Theory]
    [InlineData("halfsilver run -c halfsilver.yaml --dry-run")]
    [InlineData("halfsilver run --to http://localhost:9001 \\\n  --listen 127.0.0.1:8000 --admin 127.0.0.1:8080 &")]
    [InlineData("halfsilver explain GET http://shop.test/orders/7 -c halfsilver.yaml")]
    public void A_block_that_stays_here_is_run(string text) => Assert.Empty(SnippetRules.Check(Block(text)));

    [Fact]
    public void Ports_are_other_ones_and_the_same_over_a_page()
    {
        var ports = new FreePorts();
        var once = ports.In("http://127.0.0.1:9001/x localhost:9001 { host: localhost, port: 9002 } 10.0.0.1:9001 --listen 127.0.0.1:0");
        Assert.Equal(once, ports.In("http://127.0.0.1:9001/x localhost:9001 { host: localhost, port: 9002 } 10.0.0.1:9001 --listen 127.0.0.1:0"));
        Assert.Equal($"http://127.0.0.1:{ports["9001"]}/x localhost:{ports["9001"]} {{ host: localhost, port: {ports["9002"]} }} 10.0.0.1:9001 --listen 127.0.0.1:0", once);
        Assert.NotEqual(ports["9001"], ports["9002"]);
    }

    [Fact]
    public void No_two_ports_of_a_page_become_one()
    {
        var ports = new FreePorts();
        var named = Enumerable.Range(1, 500).Select(number => number.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(500, named.Select(name => ports[name]).Distinct().Count());
    }

    [Fact]
    public async Task A_block_that_fails_says_where_and_what()
    {
        var complaints = await Runner().TryAsync([Block("echo fine\n"), Block("echo before\nfalse\necho after\n")]);
        var complaint = Assert.Single(complaints);
        Assert.StartsWith("docs/a.md:4: ends with 1", complaint, StringComparison.Ordinal);
        Assert.Contains("before", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("after", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_hangs_is_ended()
    {
        var complaints = await new SnippetRunner(SnippetRunner.Built, TimeSpan.FromMilliseconds(300)).TryAsync([Block("sleep 30\n")]);
        Assert.Contains("does not end within 0.3 s", Assert.Single(complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_block_leaves_running_ends_with_it() => Assert.Empty(await Runner().TryAsync([Block("sleep 30 &\n")]));

    [Fact]
    public async Task Blocks_of_a_page_share_a_folder() =>
        Assert.Empty(await Runner().TryAsync([Block("echo a > left\n"), Block("test \"$(cat left)\" = a && test \"$HOME\" = \"$PWD\"\n")]));

    [Fact]
    public async Task The_first_halfsilver_on_the_path_is_the_built_one() =>
        Assert.Empty(await Runner().TryAsync([Block($"test \"$(command -v halfsilver)\" = '{SnippetRunner.Built}'\n")]));

    private static SnippetRunner Runner() => new(SnippetRunner.Built, Long);

    private static HouseFile Page(string text) => new("docs/a.md", text);

    private static Snippet Block(string text) => new("docs/a.md", 4, SnippetMark.Run, "halfsilver.yaml", text);
}
