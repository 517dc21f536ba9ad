using Repository.Tests.Guards;

namespace Repository.Tests;

public sealed class CodeTests
{
    // Halves, so that the samples do not trip the checks over this file.
    private const string Later = "TO" + "DO";
    private const string NotYet = "NotImplemented" + "Exception";

    [Fact]
    public void No_file_is_too_long_to_read() => Verdict.None(House.Code("src", "tests", "bench").SelectMany(FileLength.Check));

    [Fact]
    public void Half_of_the_files_are_short()
    {
        var median = FileLength.MedianOf(House.Code("src"));
        TestContext.Current.SendDiagnosticMessage($"median of src: {median} lines");
        Assert.InRange(median, 1, FileLength.Median);
    }

    [Fact]
    public void A_long_file_is_seen()
    {
        Assert.Single(FileLength.Check(Sample(string.Concat(Enumerable.Repeat("a\n", FileLength.Longest + 1)))));
        Assert.Empty(FileLength.Check(Sample(string.Concat(Enumerable.Repeat("a\n", FileLength.Longest)))));
    }

    [Fact]
    public void The_median_is_the_lower_middle()
    {
        Assert.Equal(2, FileLength.MedianOf([Sample("1"), Sample("1\n2\n3\n"), Sample("1\n2"), Sample("1\n2\n3\n4")]));
        Assert.Equal(0, FileLength.MedianOf([]));
    }

    [Fact]
    public void A_log_event_has_one_number() => Verdict.None(LogEventIds.Check(House.Code("src")));

    [Theory]
    [InlineData("[LoggerMessage(EventId = 7, Level = L.A)] [LoggerMessage(Level = L.B,\n EventId = 7, Message = \"b\")]")]
    [InlineData("[LoggerMessage(7, L.A, \"a, b\")] [LoggerMessage(EventId = 7)]")]
    [InlineData("[LoggerMessage(Level = L.A, Message = \"a\")]")]
    [InlineData("[LoggerMessage(EventId = Ids.Started)]")]
    [InlineData("[LoggerMessage]")]
    public void A_number_used_twice_or_not_written_is_seen(string text) => Assert.Single(LogEventIds.Check([Sample(text)]));

    [Fact]
    public void Numbers_are_compared_over_files()
    {
        HouseFile one = new("a.cs", "[LoggerMessage(7, L.A, \"a\")]"), other = new("b.cs", "// [LoggerMessage(8)]\n[LoggerMessage(EventId = 7)]");
        Assert.Equal(["b.cs:2: event id 7 is taken by a.cs:1"], LogEventIds.Check([one, other]));
        Assert.Empty(LogEventIds.Check([one]));
    }

    [Fact]
    public void Nothing_is_left_for_later_or_swallowed() => Verdict.None(House.Code("src", "tests", "bench").SelectMany(Leftovers.Check));

    [Theory]
    [InlineData("// " + Later + ": more")]
    [InlineData("throw new " + NotYet + "();")]
    [InlineData("try { A(); } catch { }")]
    [InlineData("try { A(); } catch { /* nothing to be done */ }")]
    [InlineData("try { A(); } catch (Exception) { /* never mind */ }")]
    [InlineData("try { A(); } catch (IOException) { }")]
    [InlineData("try { A(); } catch (IOException e) when (Is(e)) {\n}")]
    [InlineData("[Fact(Skip = \"flaky\")]")]
    [InlineData("Assert.Skip(\"not today\");")]
    public void A_leftover_is_seen(string text) => Assert.Single(Leftovers.Check(Sample(text)));

    [Theory]
    [InlineData("var rest = all.Skip(1); var hackneyed = 1;")]
    [InlineData("try { A(); } catch (OperationCanceledException) { /* the gateway stops */ }")]
    [InlineData("try { A(); } catch (IOException) { return null; }")]
    [InlineData("try { A(); } catch (Exception e) when (IsEnd(e)) {\n// Peers may go at any time.\n}")]
    [InlineData("Assert.SkipUnless(nginx, \"no nginx\");")]
    [InlineData("var sample = \"try { } catch { }\";")]
    public void What_only_looks_like_a_leftover_is_fine(string text) => Assert.Empty(Leftovers.Check(Sample(text)));

    [Fact]
    public void Only_the_kit_waits_for_time() =>
        Verdict.None(House.Code("src", "tests", "bench").Where(file => !file.IsUnder("tests/TestKit")).SelectMany(Waits.Check));

    [Theory]
    [InlineData("Thread.Sleep(10);")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1));")]
    [InlineData("await Task .Delay (20, stop);")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);")]
    [InlineData("SpinWait.SpinUntil(() => done);")]
    public void A_wait_for_luck_is_seen(string text) => Assert.Single(Waits.Check(Sample(text)));

    [Theory]
    [InlineData("await Task.Delay(Timeout.Infinite, stop);")]
    [InlineData("var due = Task.Delay(TimeSpan.FromSeconds(1), time);")]
    [InlineData("await Task.Delay(pause, _shop.Time);")]
    [InlineData("await Bound.Eventually(() => done, \"it to end\"); // not Thread.Sleep(1)")]
    public void A_wait_for_a_condition_is_fine(string text) => Assert.Empty(Waits.Check(Sample(text)));

    [Fact]
    public void Taking_comments_and_literals_out_keeps_places()
    {
        const string Text = "a(\"x // y\"); // c\nb('\"', @\"q\"\"\n\", \"\"\"\n{\"r\"}\n\"\"\"); /* d\n*/ e";
        var code = CSharp.CodeOnly(Text);
        Assert.Equal(Text.Length, code.Length);
        Assert.Equal(Text.Count(letter => letter == '\n'), code.Count(letter => letter == '\n'));
        Assert.Equal(Text.IndexOf("b(", StringComparison.Ordinal), code.IndexOf("b(", StringComparison.Ordinal));
        Assert.All("xycqrd", letter => Assert.DoesNotContain(letter, code));
        Assert.EndsWith(" e", code, StringComparison.Ordinal);
    }

    private static HouseFile Sample(string text) => new("src/Sample.cs", text);
}
