using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Running;

/// <summary>What is said about a copy before it is sent.</summary>
public sealed class PlanExplainerTests
{
    [Fact]
    public void A_changed_copy_is_shown_as_it_would_be_sent()
    {
        var text = Explain(Plans.Mirror("127.0.0.1:9") with
        {
            Changes = new() { Method = "HEAD", Rewrite = new() { Template = "/v2/{id}", Query = new() { Remove = ["debug"] } } },
        });
        Assert.Contains("mirror mirror → 127.0.0.1:9  copied, as HEAD /v2/7?a=1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_only_goes_elsewhere_is_not_shown_again()
    {
        Assert.Contains("copied\n", Explain(Plans.Mirror("127.0.0.1:9")), StringComparison.Ordinal);
        Assert.Contains("copied for 25% of such requests\n", Explain(Plans.Mirror("127.0.0.1:9", 25)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_is_said_to_follow_its_candidate() =>
        Assert.Contains(
            "mirror twin → 127.0.0.1:9  copied where its candidate's sampling chose the request\n",
            Explain(Plans.Mirror("127.0.0.1:9", 25), Plans.Mirror("127.0.0.1:9", name: "twin") with { Role = MirrorRole.Baseline }),
            StringComparison.Ordinal);

    private static string Explain(params Mirror[] mirrors)
    {
        var plan = Plans.To("127.0.0.1:8", mirrors);
        plan = plan with { Routes = [plan.Routes[0] with { Rule = new PathTemplateRule("/orders/{id}") }] };
        return PlanExplainer.Explain(plan, new ExplainRequest("GET", new Uri("http://a/orders/7?a=1&debug=1"), []));
    }
}
