using Halfsilver.Dialects.Native;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

/// <summary>Files damaged at random, the same ones every time.</summary>
public sealed class MutationTests
{
    private const int PerPart = 1_000;
    private const string Pool = "{}[]:,-#&*!|>'\"%@`?~ \t\n\r\\$.0123456789abcxyzé\u0000\u0085\u2028😀";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, 10)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_damaged_file_is_read_or_refused_at_a_place_inside_it(int part)
    {
        var whole = File.ReadAllText(Path.Combine(Goldens.Folder, "native-whole.golden"));
        whole = whole[..whole.IndexOf("\n---- ", StringComparison.Ordinal)];
        var dialect = new NativeDialect(_ => null);
        var random = new Random(20_260 + part);
        for (var i = 0; i < PerPart; i++)
        {
            ReadsOrRefuses(dialect, Damage(whole, random), $"part {part}, file {i}");
        }
    }

    /// <summary>A file is read, or refused with notices inside it, and soon.</summary>
    internal static void ReadsOrRefuses(IDialect dialect, string text, string which)
    {
        var clock = TimeProvider.System.GetTimestamp();
        var reading = dialect.Read(new DialectText("damaged.yaml", text));
        Assert.True(TimeProvider.System.GetElapsedTime(clock) < Bound, $"{which} took too long");
        Assert.True(reading.Plan is not null || !reading.Notices.IsEmpty, $"{which}: no plan and no notice");
        Inside(reading, text, which);
    }

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

    /// <summary>The text with some characters or lines changed.</summary>
    internal static string Damage(string text, Random random)
    {
        for (var changes = random.Next(1, 5); changes > 0 && text.Length > 0; changes--)
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
            0 => text.Remove(at, some),
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
            case 0:
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

        return lines.Count == 0 ? " " : string.Join('\n', lines) + "\n";
    }
}
