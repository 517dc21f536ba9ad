using System.Text.Json;
using Halfsilver.Planning;
using Halfsilver.Telemetry;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class LogTests : IAsyncDisposable
{
    private readonly FakeDisk _terminal = new();
    private readonly MetricRegistry _registry = new(new FakeClock());

    [Fact]
    public async Task A_line_for_people_has_time_level_event_and_message() => Assert.Equal(
        ["2026-07-01T12:00:00.000Z warn  mirror.failed: shadow on orders failed: connect (3 more since the last line)"],
        await Written(new LogSettings(), logger => logger.MirrorFailed("orders", "shadow", "connect", 3)));

    [Fact]
    public async Task A_line_for_programs_is_one_object_with_its_fields()
    {
        var line = Assert.Single(await Written(
            new LogSettings { Json = true }, logger => logger.MirrorResponse("orders", "shadow", 200, 1.5, 20)));
        Assert.Equal(
            """{"time":"2026-07-01T12:00:00.000Z","level":"info","eventId":1200,"event":"mirror.response","category":"Test","message":"shadow on orders answered 200 in 1.5 ms, 20 bytes","fields":{"route":"orders","mirror":"shadow","status":200,"ms":1.5,"bytes":20}}""",
            line);
    }

    [Fact]
    public async Task Colour_marks_the_level_and_nothing_else()
    {
        var line = Assert.Single(await Written(new LogSettings(), logger => logger.KillReleased("all", "ops"), colour: true));
        Assert.Equal("2026-07-01T12:00:00.000Z \u001b[33mwarn \u001b[0m kill.released: Kill switch of all released by ops", line);
    }

    [Theory]
    [InlineData(true, null, "xterm", true)]
    [InlineData(true, "", "xterm", true)]
    [InlineData(true, "1", "xterm", false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(false, null, "xterm", false)]
    public void Colour_is_for_terminals_that_want_it(bool terminal, string? noColour, string term, bool wanted) =>
        Assert.Equal(wanted, LogOutput.ColourWanted(terminal, noColour, term));

    [Theory]
    [MemberData(nameof(InjectionCorpus.All), MemberType = typeof(InjectionCorpus))]
    public async Task Nobody_can_write_a_second_line_or_act_on_the_terminal(string evil)
    {
        var line = Assert.Single(await Written(new LogSettings(), logger => logger.KillEngaged("all", evil, evil)));
        Assert.DoesNotContain(line, c => char.IsControl(c) || char.IsSurrogate(c)
            || c is '\u2028' or '\u2029' or '\u202e' or '\u2066' or '\u2069' or '\u200b' or '\ufeff' or '\ufffd');
        Assert.StartsWith("2026-07-01T12:00:00.000Z warn  kill.engaged: Kill switch of all", line, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(InjectionCorpus.All), MemberType = typeof(InjectionCorpus))]
    public async Task Nobody_can_add_a_line_or_a_field_to_json(string evil)
    {
        var line = Assert.Single(await Written(
            new LogSettings { Json = true }, logger => logger.KillEngaged("all", evil, "drill")));
        Assert.All(line, c => Assert.InRange(c, ' ', '~'));
        var root = JsonDocument.Parse(line).RootElement;
        Assert.Equal("kill.engaged", root.GetProperty("event").GetString());
        Assert.Equal("drill", root.GetProperty("fields").GetProperty("reason").GetString());
        Assert.Equal(7, root.EnumerateObject().Count());
    }

    [Fact]
    public async Task An_exception_is_told_without_letting_its_message_forge_lines()
    {
        var lines = await Written(new LogSettings(), logger => logger.LogError(Thrown("evil\nforged"), "It broke"));
        Assert.EndsWith(@"Test: It broke | System.InvalidOperationException: evil\u000aforged", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.StartsWith("    at ", line, StringComparison.Ordinal));
        Assert.NotEmpty(lines[1..]);
    }

    [Fact]
    public async Task Letters_of_the_world_and_whole_pairs_stay_as_they_are() => Assert.EndsWith(
        "Kill switch of all released by Žofie 李 😀 \\\\",
        Assert.Single(await Written(new LogSettings(), logger => logger.KillReleased("all", "Žofie 李 😀 \\"))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("trace", 5)]
    [InlineData("debug", 4)]
    [InlineData("info", 3)]
    [InlineData("warn", 2)]
    [InlineData("error", 1)]
    public async Task The_level_of_the_settings_is_the_least_severe_written(string level, int lines) => Assert.Equal(
        lines,
        (await Written(new LogSettings { Level = level }, logger =>
        {
            logger.LogTrace("t");
            logger.LogDebug("d");
            logger.LogInformation("i");
            logger.LogWarning("w");
            logger.LogError("e");
        })).Length);

    [Fact]
    public void An_unknown_level_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => LogOutput.LevelOf("loud"));

    [Fact]
    public async Task The_frameworks_chatter_is_left_out_at_info() => Assert.Single(
        await Written(
            new LogSettings(),
            logger =>
            {
                logger.LogInformation("chatter");
                logger.LogWarning("trouble");
            },
            category: "Microsoft.AspNetCore.Hosting"));

    [Fact]
    public async Task A_reader_that_stands_still_costs_lines_that_are_counted()
    {
        _terminal.Stall();
        var output = new LogOutput(new LogSettings(), colour: false, _terminal, _registry);
        var logger = output.CreateLogger("Test");
        for (var i = 0; i < 30_000; i++)
        {
            logger.KillReleased("all", "ops");
        }

        _terminal.GoOn();
        await output.DisposeAsync();

        var dropped = _registry.Counter(MetricCatalogue.LogDropped).Value;
        Assert.InRange(dropped, 1, 30_000);
        Assert.Equal(30_000, dropped + _terminal.Lines.Length);
    }

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();

    private async Task<string[]> Written(
        LogSettings settings, Action<ILogger> write, bool colour = false, string category = "Test")
    {
        var output = new LogOutput(settings, colour, _terminal, _registry);
        write(output.CreateLogger(category));
        await output.DisposeAsync();
        return _terminal.Lines;
    }

    private static InvalidOperationException Thrown(string message)
    {
        try
        {
            throw new InvalidOperationException(message);
        }
        catch (InvalidOperationException thrown)
        {
            return thrown;
        }
    }
}
