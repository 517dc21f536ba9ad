using Halfsilver.Dialects.GatewayApi;

using Xunit;

namespace Halfsilver.Dialects.Tests.GatewayApi;

/// <summary>Objects damaged at random, the same ones every time.</summary>
public sealed class MutationTests
{
    private const int PerPart = 1_000;
    private const int LongestWhole = 2_500;
    private const string Pool = "{}[]:,-#&*!|>'\"%@`?~ \t\n\r\\$.=()0123456789abcxyz\u00e9\u0000\u0085\u2028\ud83d\ude00";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, 10)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_damaged_file_is_read_or_refused_at_a_place_inside_it(int part)
    {
        var wholes = Wholes();
        var dialect = new GatewayApiDialect();
        var random = new Random(71_440 + part);
        for (var i = 0; i < PerPart; i++)
        {
            var text = Damage(wholes[random.Next(wholes.Length)], random);
            var file = new DialectText("damaged", text);
            var clock = TimeProvider.System.GetTimestamp();
            dialect.Recognises(file);
            dialect.Joins(file);
            var reading = dialect.Read(file);
            Assert.True(TimeProvider.System.GetElapsedTime(clock) < Bound, $"part {part}, file {i} took too long");
            Assert.True(reading.Plan is not null || reading.Notices.Any(notice => notice.StopsThePlan), $"part {part}, file {i}: no plan and no reason");
            Inside(reading, text, $"part {part}, file {i}");
        }
    }

    private static string[] Wholes() =>
        [.. Directory.EnumerateFiles(Goldens.Folder, "gateway-api-*.golden").Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Select(golden => golden.Split("\n---- ")[0]).Select(input => input.Split("\n==== ")[^1]).Select(input => input[..Math.Min(input.Length, LongestWhole)])];

    private static void Inside(Reading reading, string text, string which)
    {
        var lines = new SourceLines(text.TrimStart('\uFEFF'));
        foreach (var notice in reading.Notices)
        {
            Assert.True(notice.Line >= 1 && notice.Line <= lines.Count, $"{which}: line {notice.Line} of {lines.Count}");
            Assert.True(notice.Column >= 1 && notice.Column <= lines[notice.Line].Length + 1, $"{which}: column {notice.Column}");
            Assert.DoesNotContain('\u001b', NoticeText.Format(notice, color: false));
        }
    }

    private static string Damage(string text, Random random)
    {
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            text = random.Next(2) == 0 ? Characters(text, random) : Lines(text, random);
        }

        return text;
    }

    private static string Characters(string text, Random random)
    {
        var at = random.Next(text.Length);
        var some = random.Next(1, Math.Min(12, text.Length - at + 1));
        return random.Next(4) switch
        {
            0 => text.Length > some ? text.Remove(at, some) : text,
            1 => text.Insert(at, text.Substring(at, some)),
            2 => text.Insert(at, Pool[random.Next(Pool.Length)].ToString()),
            _ => text[..at] + Pool[random.Next(Pool.Length)] + text[(at + 1)..],
        };
    }

    private static string Lines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var (one, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(4))
        {
            case 0 when lines.Count > 1:
                lines.RemoveAt(one);
                break;
            case 1:
                lines.Insert(other, lines[one]);
                break;
            case 2:
                (lines[one], lines[other]) = (lines[other], lines[one]);
                break;
            default:
                lines[one] = new string(' ', random.Next(8)) + lines[one].TrimStart();
                break;
        }

        return string.Join('\n', lines) + "\n";
    }
}
