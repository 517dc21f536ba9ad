using System.Text;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Native;
using Halfsilver.Matching;

namespace Halfsilver.Fuzz;

/// <summary>A native file: a sound plan, or refusals that each have a place inside the file.</summary>
internal sealed class FileTarget : FuzzTarget
{
    private static readonly string[] s_words =
    [
        "version: 1\n", "services:\n", "routes:\n", "  a: { host: localhost, port: 80 }\n", "match: { path: { prefix: / } }", "destinations: [ { service: a } ]", "mirrors:\n", "percent: 10",
        "entryPoints: { web: { listen: \":0\" } }\n", "admin:\n", "${X}", "${X:-1}", "$${", "&a ", "*a", "!!str ", "? ", "- ", "{ ", " }", "[ ", " ]", ": ", ", ", "|\n", ">\n", "'", "\"", "#", "\t", "\n  ",
        "---\n", "...\n", "<<: *a\n", "null", "~", "true", "0x10", "1e3", ".inf", "1s", "1KiB", "unlimited", "\u0085", "\xEF\xBB\xBF", "\xE2\x80\xA8", "\\u0000", "all", "not: ", "budget: ", "timeouts: ", "headers: ",
        "sampling: { sticky: { key: clientIp } }", "health: ", "tls: ", "rewrite: ", "fanOut: ", "mirroring: ", "weight: 1", "redirect: ", "respond: ", "http://a:1", "[::1]:80",
    ];

    private static readonly byte[][] s_lines = [.. s_words.Select(Encoding.Latin1.GetBytes)];

    private readonly NativeDialect _dialect = new(static name => name == "X" ? "7" : null);

    public override string Name => "file";

    public override int Longest => 8192;

    public override IReadOnlyList<string> Words => s_words;

    public override byte[] Make(Random random)
    {
        var text = new List<byte>("version: 1\n"u8.ToArray());
        for (var i = random.Next(20); i > 0; i--)
        {
            text.AddRange(Enumerable.Repeat((byte)' ', random.Next(4) * 2));
            text.AddRange(s_lines[random.Next(s_lines.Length)]);
            text.AddRange(random.Next(2) == 0 ? "\n"u8 : ""u8);
        }

        return [.. text];
    }

    public override int Run(byte[] input, Random random)
    {
        var text = Encoding.UTF8.GetString(input);
        var recognised = _dialect.Recognises(new DialectText("fuzz.yaml", text));
        var reading = _dialect.Read(new DialectText("fuzz.yaml", text));
        Disagreement.Unless(reading.Plan is null, reading.Notices.Any(notice => notice.StopsThePlan), "there is a plan unless a notice stops it");
        var lines = new SourceLines(text.StartsWith('\uFEFF') ? text[1..] : text);
        foreach (var notice in reading.Notices)
        {
            Place(notice, lines);
        }

        if (reading.Plan is { } plan)
        {
            Disagreement.Unless(string.Join("; ", PlanRules.CheckAll(plan)), "", "problems of a plan that was taken");
        }

        var again = _dialect.Read(new DialectText("fuzz.yaml", text));
        Disagreement.Unless(Said(again), Said(reading), "the same file, read twice");
        var first = reading.Notices.IsEmpty ? null : reading.Notices[0];
        return Kind.Of(recognised ? 1 : 0, reading.Plan is null ? 0 : 1, Kind.Size(reading.Notices.Length), first is null ? 0 : Kind.Shape(first.Code + first.Path),
            reading.Notices.Sum(notice => int.Parse(notice.Code.AsSpan(2)) % 97), reading.Plan is { } read ? read.Routes.Length + (read.Services.Count * 8) : 0);
    }

    private static void Place(Notice notice, SourceLines lines)
    {
        Disagreement.Unless(notice.Line >= 1 && notice.Line <= lines.Count, $"line of {lines.Count}: {notice}");
        Disagreement.Unless(notice.Column >= 1 && notice.Column <= lines[notice.Line].Length + 1, $"column of a line with {lines[notice.Line].Length}: {notice}");
        Disagreement.Unless(notice.Length >= 1 && notice.SourceColumn >= 1 && notice.SourceColumn <= notice.SourceLine.Length + 1, $"place in its line: {notice}");
        Disagreement.Unless(notice.Message.Length > 0 && notice.Code.StartsWith("HS", StringComparison.Ordinal), $"what is wrong, and its code: {notice}");
        NoticeText.Format(notice, color: false);
    }

    private static string Said(Reading reading) => string.Join('\n', reading.Notices.Select(notice => $"{notice.Line}:{notice.Column} {notice.Code} {notice.Path} {notice.Message}"));
}
