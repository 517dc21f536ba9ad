using System.Collections.Immutable;
using System.Text;

using Halfsilver.Dialects.Native;
using Halfsilver.Planning;

using Xunit;

namespace Halfsilver.Dialects.Tests;

/// <summary>Each <c>*.golden</c> file: a dialect's input, then the plan and the notices it must give.</summary>
public sealed class GoldenTests
{
    private const string Mark = "\n---- ";
    private const string FileMark = "==== ";

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["PRIMARY_PORT"] = "9001",
        ["SHARE"] = "12.5",
        ["SECRET"] = "do-not-print",
        ["EMPTY"] = "",
    };

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Goldens.Folder, "*.golden").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_reads_as_its_golden_file_says(string file)
    {
        var path = Path.Combine(Goldens.Folder, file);
        var golden = File.ReadAllText(path);
        var input = Input(golden);
        var reading = Read(file, input);
        var actual = new StringBuilder(input);
        if (reading.Plan is { } plan)
        {
            actual.Append("---- plan\n").Append(PlanDump.Of(plan));
        }

        if (!reading.Notices.IsEmpty)
        {
            actual.Append("---- notices\n").AppendJoin('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))).Append('\n');
        }

        Assert.DoesNotContain(reading.Notices, notice => notice.Message.Contains(Variables["SECRET"], StringComparison.Ordinal));
        Goldens.Compare(path, golden, actual.ToString());
    }

    [Fact]
    public void Every_key_of_the_native_file_stands_in_a_golden_file()
    {
        var inputs = string.Concat(Directory.EnumerateFiles(Goldens.Folder, "native*.golden").Select(file => Input(File.ReadAllText(file))));
        var keys = NativeSchema.Groups().SelectMany(group => group.Keys.Select(key => key.Name)).Distinct(StringComparer.Ordinal);
        Assert.DoesNotContain(keys, key => !inputs.Contains($"{key}:", StringComparison.Ordinal));
    }

    /// <summary>The plan that a golden file's input gives; null where it gives none.</summary>
    internal static Plan? PlanOf(string file) => Read(file, InputOf(Path.Combine(Goldens.Folder, file))).Plan;

    /// <summary>What a golden file gives to its dialect, where that is one file.</summary>
    internal static string InputOf(string path) => Input(File.ReadAllText(path));

    private static Reading Read(string file, string input) => Dialect(file).Read(Texts(file.Replace(".golden", "", StringComparison.Ordinal), input));

    private static string Input(string golden)
    {
        var end = golden.IndexOf(Mark, StringComparison.Ordinal);
        return end < 0 ? golden : golden[..(end + 1)];
    }

    // Several files stand behind one another, each under a line "==== name".
    private static ImmutableArray<DialectText> Texts(string name, string input)
    {
        if (!input.StartsWith(FileMark, StringComparison.Ordinal))
        {
            return [new DialectText(name, input)];
        }

        return [.. ("\n" + input).Split("\n" + FileMark, StringSplitOptions.RemoveEmptyEntries).Select(file => file.Split('\n', 2))
            .Select(file => new DialectText(file[0], file[1] + "\n"))];
    }

    private static IDialect Dialect(string file)
    {
        // The longest name that fits: names of dialects may have a hyphen too.
        var name = DialectBook.Names.Where(name => file.StartsWith(name + "-", StringComparison.Ordinal)).MaxBy(name => name.Length)!;
        return name == "native" ? new NativeDialect(Variables.GetValueOrDefault) : DialectBook.For(name);
    }
}
