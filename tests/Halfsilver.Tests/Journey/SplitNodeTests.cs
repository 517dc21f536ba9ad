using Halfsilver.Journey;
using Xunit;

namespace Halfsilver.Tests.Journey;

/// <summary>One of several by weight, and who stands in for those that are not well.</summary>
public sealed class SplitNodeTests
{
    [Fact]
    public void Weights_are_exact_over_a_round()
    {
        var (a, b, c) = (new Part(), new Part(), new Part());
        var counts = Count(new SplitNode((a, 5), (b, 3), (c, 2)), 1_000);

        Assert.Equal((500, 300, 200), (counts[a], counts[b], counts[c]));
    }

    [Fact]
    public void The_turns_of_one_that_is_not_well_go_to_the_others_by_their_weights()
    {
        var (a, b, c) = (new Part(), new Part(), new Part());
        var split = new SplitNode((a, 5), (b, 3), (c, 2));
        a.Well = false;
        var counts = Count(split, 1_000);

        Assert.False(counts.ContainsKey(a));
        Assert.Equal((600, 400), (counts[b], counts[c]));
        a.Well = true;
        Assert.Equal(500, Count(split, 1_000)[a]);
    }

    [Fact]
    public void Another_that_falls_ill_or_recovers_meanwhile_is_seen_at_once()
    {
        var (a, b, c) = (new Part(), new Part(), new Part());
        var split = new SplitNode((a, 1), (b, 1), (c, 1));
        a.Well = b.Well = false;
        Assert.Equal([c], Count(split, 30).Keys);

        b.Well = true;
        Assert.Equal((15, 15), (Count(split, 30)[b], Count(split, 30)[c]));
        Assert.True(split.IsWell);
    }

    [Fact]
    public void When_none_is_well_each_keeps_its_turns_and_the_whole_is_not_well()
    {
        var (a, b) = (new Part { Well = false }, new Part { Well = false });
        var split = new SplitNode((a, 1), (b, 1));

        Assert.False(split.IsWell);
        Assert.Equal(2, Count(split, 10).Count);
    }

    [Fact]
    public void Splits_that_share_their_parts_look_at_each_end_once()
    {
        var (a, b) = (new Part { Well = false }, new Part { Well = false });
        var split = new SplitNode((a, 1), (b, 1));
        for (var level = 0; level < 30; level++)
        {
            split = new SplitNode((new SplitNode((split, 1)), 1), (new MirroringNode([], split), 1));
        }

        a.Asked = 0;
        Assert.False(split.IsWell);
        Assert.Equal(1, a.Asked);
        b.Well = true;
        Assert.True(split.IsWell);
    }

    private static Dictionary<Node, int> Count(SplitNode split, int turns) =>
        Enumerable.Range(0, turns).Select(_ => split.Next()).GroupBy(node => node).ToDictionary(group => group.Key, group => group.Count());

    private sealed class Part : Node
    {
        public bool Well { get; set; } = true;

        public int Asked { get; set; }

        public override bool IsWell
        {
            get
            {
                Asked++;
                return Well;
            }
        }
    }
}
