using Halfsilver.Dialects.Shapes;

using Xunit;

namespace Halfsilver.Dialects.Tests;

/// <summary>Patterns that are looked at by hand hold for what they hold by themselves.</summary>
public sealed class PatternsTests
{
    [Theory]
    [InlineData(Kinds.Anything)]
    [InlineData(Kinds.LinesPattern)]
    [InlineData(Kinds.PathPattern)]
    [InlineData(Kinds.NamePattern)]
    [InlineData(Kinds.TokenPattern)]
    public void By_hand_as_by_the_expression(string pattern)
    {
        string[] tails = ["", "\n", "\n\n", "a", " ", "?", "/b#"];
        string[] texts = ["", "a", "/", "/a", "-x", "_x", new('x', 127), new('x', 128), new('x', 129), "a\rb", "X-Env"];
        var random = new Random(7);
        var all = Enumerable.Range(0, 0x180).Select(c => ((char)c).ToString())
            .Concat(Enumerable.Range(0, 0x180).Select(c => $"/{(char)c}z")).Concat(texts.SelectMany(text => tails.Select(tail => text + tail)))
            .Concat(Enumerable.Range(0, 2_000).Select(_ => new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => "a/A0_-.@ \n\t?#\0é~"[random.Next(16)])])));
        foreach (var text in all)
        {
            Assert.True(Patterns.Slowly(pattern, text) == Patterns.Match(pattern, text), $"{pattern} of \"{text}\"");
        }
    }
}
