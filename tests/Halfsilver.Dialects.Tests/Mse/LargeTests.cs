using Xunit;

namespace Halfsilver.Dialects.Tests.Mse;

/// <summary>What installations hold is served whole.</summary>
public sealed class LargeTests
{
    [Theory]
    [InlineData("mse-large-console.golden", 60, 40)]
    [InlineData("mse-large-api.golden", 60, 40)]
    [InlineData("mse-large-ingress.golden", 60, 39)]
    public void Nothing_of_a_large_file_is_refused_and_its_mirrors_are_there(string file, int routes, int mirrors)
    {
        var reading = DialectBook.For("mse").Read(new DialectText(file, GoldenTests.InputOf(Path.Combine(Goldens.Folder, file))));
        Assert.DoesNotContain(reading.Notices, notice => notice.StopsThePlan);
        Assert.True(reading.Plan!.Routes.Length >= routes, $"{reading.Plan.Routes.Length} routes");
        Assert.True(reading.Plan.Routes.Count(route => !route.Mirrors.IsEmpty) >= mirrors, $"{reading.Plan.Routes.Count(route => !route.Mirrors.IsEmpty)} with mirrors");
        Assert.DoesNotContain(reading.Notices, notice => notice.Kind == NoticeKind.Ignored && notice.Message.Contains("not known here", StringComparison.Ordinal));
    }
}
