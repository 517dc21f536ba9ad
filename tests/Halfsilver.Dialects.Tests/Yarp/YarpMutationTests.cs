using Halfsilver.Dialects.Tests.Native;

using Xunit;

namespace Halfsilver.Dialects.Tests.Yarp;

/// <summary>YARP's golden files damaged at random, the same ones every time.</summary>
public sealed class YarpMutationTests
{
    private const int PerPart = 1_000;

    // A damaged file costs as much as a whole one; the large ones are read as they are.
    private const int LongestInput = 8_000;

    private static readonly string[] Inputs =
        [.. Directory.EnumerateFiles(Goldens.Folder, "yarp-*.golden").Order(StringComparer.Ordinal).Select(GoldenTests.InputOf).Where(input => input.Length is > 0 and < LongestInput)];

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, 10)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_damaged_file_is_read_or_refused_at_a_place_inside_it(int part)
    {
        var random = new Random(43_000 + part);
        for (var i = 0; i < PerPart; i++)
        {
            MutationTests.ReadsOrRefuses(DialectBook.For("yarp"), MutationTests.Damage(Inputs[random.Next(Inputs.Length)], random), $"part {part}, file {i}");
        }
    }
}
