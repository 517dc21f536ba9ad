using Halfsilver.Planning;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>One leg's head as text.</summary>
internal static class Leg
{
    private static readonly LegTemplate Unchanged = LegTemplate.Compile(Rewrite.None, null, HostRewrite.Preserve);

    public static string Write(string request, in LegFacts facts = default) => Write(Heads.Request(request), Unchanged, facts);

    public static string Write(string request, LegTemplate template, in LegFacts facts = default) => Write(Heads.Request(request), template, facts);

    public static string Write(RequestHead head, LegTemplate template, in LegFacts facts)
    {
        var bytes = new byte[HeadWriter.Measure(head, template, facts)];
        var written = HeadWriter.Write(head, template, facts, bytes);
        Assert.True(written <= bytes.Length);
        return Heads.Text(bytes.AsSpan(0, written));
    }
}
