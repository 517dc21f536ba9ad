using Xunit;

namespace Halfsilver.Dialects.Tests;

/// <summary>A dialect's files damaged at random, the same ones every time: ten thousand of them.</summary>
/// <param name="dialect">The dialect that reads them.</param>
/// <param name="seed">Where chance begins; each dialect has its own.</param>
/// <param name="wholes">The files before the damage.</param>
public abstract class DamagedFiles(IDialect dialect, int seed, IReadOnlyList<string> wholes)
{
    private const int PerPart = 1_000;
    private const int LongestBeginning = 2_500;
    private const string Pool = "{}[]:,-#&*!|>'\"%@`?~ \t\n\r\\$.=()0123456789abcxyz\u00e9\u0000\u0085\u2028\ud83d\ude00";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, 10)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_damaged_file_is_read_or_refused_at_a_place_inside_it(int part)
    {
        var random = new Random(seed + part);
        for (var i = 0; i < PerPart; i++)
        {
            ReadsOrRefuses(Damage(wholes[random.Next(wholes.Count)], random), $"part {part}, file {i}");
        }
    }

    /// <summary>The inputs of the golden files of that name that are no longer than so: a damaged file costs as much as a whole one.</summary>
    protected static string[] Wholes(string names, int longest) =>
        [.. Inputs(names).Where(input => input.Length > 0 && input.Length < longest)];

    /// <summary>The last file of each golden file of that name, or what it begins with.</summary>
    protected static string[] Beginnings(string names) =>
        [.. Inputs(names).Select(input => input.Split("\n==== ")[^1]).Select(input => input[..Math.Min(input.Length, LongestBeginning)]).Where(input => input.Length > 0)];

    private static IEnumerable<string> Inputs(string names) =>
        Directory.EnumerateFiles(Goldens.Folder, names + "*.golden").Order(StringComparer.Ordinal).Select(GoldenTests.InputOf);

    private void ReadsOrRefuses(string text, string which)
    {
        var file = new DialectText("damaged", text);
        var clock = TimeProvider.System.GetTimestamp();
        dialect.Recognises(file);
        dialect.Joins(file);
        var reading = dialect.Read(file);
        Assert.True(TimeProvider.System.GetElapsedTime(clock) < Bound, $"{which} took too long");
        Assert.True(reading.Plan is not null || reading.Notices.Any(notice => notice.StopsThePlan), $"{which}: no plan and no reason");
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
    private static string Damage(string text, Random random)
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
