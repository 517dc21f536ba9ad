using System.Collections.Immutable;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Planning;

/// <summary>Baselines and their candidates, and keys of sticky sampling.</summary>
public sealed class SamplingCheckTests
{
    [Fact]
    public void A_baseline_follows_the_only_candidate_or_the_one_it_names()
    {
        Assert.Empty(Problems(Mirror("v2"), Baseline("twin")));
        Assert.Empty(Problems(Mirror("v2"), Mirror("v3"), Baseline("twin", "v3"), Baseline("other", "v2")));
        Assert.Equal("v3", SamplingCheck.CandidateOf(Baseline("twin", "v3"), [Mirror("v2"), Mirror("v3")])?.Name);
    }

    [Fact]
    public void A_baseline_without_one_candidate_is_a_problem()
    {
        Assert.Contains("(there are 0)", Assert.Single(Problems(Baseline("twin"))).Message, StringComparison.Ordinal);
        Assert.Contains("one of v2, v3", Assert.Single(Problems(Mirror("v2"), Mirror("v3"), Baseline("twin"))).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean \"v2\"", Assert.Single(Problems(Mirror("v2"), Baseline("twin", "v22"))).Message, StringComparison.Ordinal);
        Assert.Equal(2, Problems(Mirror("v2"), Baseline("twin", "other"), Baseline("other", "twin")).Count);
    }

    [Fact]
    public void A_candidate_follows_nobody_and_a_baseline_has_no_sampling_of_its_own()
    {
        Assert.Equal(ProblemCodes.BadCandidate, Assert.Single(Problems(Mirror("v2"), Mirror("v3") with { Candidate = "v2" })).Code);
        Assert.Equal(ProblemCodes.BadSampling, Assert.Single(Problems(Mirror("v2"), Baseline("twin") with { Sampling = MirrorSampling.Random })).Code);
    }

    [Theory]
    [InlineData(StickyKeyKind.Header, "x-user", true)]
    [InlineData(StickyKeyKind.Header, "x user", false)]
    [InlineData(StickyKeyKind.Header, null, false)]
    [InlineData(StickyKeyKind.Cookie, "a=b", false)]
    [InlineData(StickyKeyKind.Query, "a b", true)]
    [InlineData(StickyKeyKind.Query, "", false)]
    [InlineData(StickyKeyKind.ClientAddress, null, true)]
    [InlineData(StickyKeyKind.ClientAddress, "x", false)]
    [InlineData(StickyKeyKind.TraceId, null, true)]
    public void A_key_has_the_name_it_needs(StickyKeyKind kind, string? name, bool good) =>
        Assert.Equal(good, Problems(Mirror("v2") with { Sampling = new StickySampling { Key = new(kind, name) } }).Count == 0);

    [Theory]
    [InlineData("GET", true)]
    [InlineData("get-all", true)]
    [InlineData("G T", false)]
    [InlineData("", false)]
    [InlineData("CONNECT", false)]
    public void A_copys_method_is_one_and_no_tunnel(string method, bool good) =>
        Assert.Equal(good, Problems(Mirror("v2") with { Changes = new() { Method = method } }).Count == 0);

    [Fact]
    public void A_path_is_replaced_once_and_a_parameter_set_once()
    {
        Assert.Single(Problems(With(new() { ReplacePath = "/a", Template = "/b" })));
        Assert.Single(Problems(With(new() { ReplacePath = "a" })));
        Assert.Single(Problems(With(new() { Query = new() { Set = [new("a", "1"), new("a", "2")] } })));
        Assert.Single(Problems(With(new() { Query = new() { Remove = [""] } })));
        Assert.Empty(Problems(With(new() { ReplacePath = "/a", Query = new() { Set = [new("a", "1")], Add = [new("a", "2"), new("a", "2")] } })));

        static Mirror With(Rewrite rewrite) => Mirror("v2") with { Changes = new() { Rewrite = rewrite } };
    }

    private static Mirror Mirror(string name) => new() { Name = name, Target = new ServiceRef("a"), Share = Share.All };

    private static Mirror Baseline(string name, string? candidate = null) => Mirror(name) with { Role = MirrorRole.Baseline, Candidate = candidate };

    private static List<Problem> Problems(params Mirror[] mirrors)
    {
        Plan plan = new()
        {
            Services = ImmutableDictionary<string, Service>.Empty.Add("a", new EndpointsService { Name = "a", Endpoints = [new() { Host = "a", Port = 1 }] }),
            Routes = [new() { Name = "r", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef("a")), Mirrors = [.. mirrors] }],
        };
        return [.. PlanChecker.Check(plan)];
    }
}
