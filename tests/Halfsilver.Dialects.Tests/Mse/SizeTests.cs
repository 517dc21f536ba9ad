using System.Text;

using Halfsilver.Dialects.Mse;

using Xunit;

namespace Halfsilver.Dialects.Tests.Mse;

/// <summary>Files that are large, or made to take long.</summary>
public sealed class SizeTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_thousand_routes_of_the_console_are_read_in_time_that_grows_with_them()
    {
        var text = new StringBuilder("services:\n");
        for (var i = 0; i < 1_000; i++)
        {
            text.Append("  - { name: s").Append(i).Append(", ports: [80], addresses: [10.0.0.1] }\n");
        }

        text.Append("routes:\n");
        for (var i = 0; i < 1_000; i++)
        {
            text.Append("  - { name: r").Append(i).Append(", domains: [h").Append(i % 50).Append(".example.com], predicates: { path: { path: /").Append(i)
                .Append(" } }, services: [{ name: s").Append(i).Append(" }], policies: \"{\\\"trafficMirror\\\":\\\"{\\\\\\\"target\\\\\\\":\\\\\\\"s").Append((i + 1) % 1_000).Append("\\\\\\\"}\\\"}\" }\n");
        }

        Assert.Equal(1_000, Read(text.ToString()).Plan!.Routes.Sum(route => route.Mirrors.Length));
    }

    [Fact]
    public void A_thousand_Ingresses_are_read_in_time_that_grows_with_them()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 1_000; i++)
        {
            text.Append("---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i").Append(i).Append(", annotations: { higress.io/mirror-target-service: m").Append(i)
                .Append(" } }\nspec: { rules: [{ host: h").Append(i % 50).Append(".example.com, http: { paths: [{ path: /").Append(i).Append(", pathType: Prefix, backend: { service: { name: s").Append(i)
                .Append(", port: { number: 80 } } } }] } }] }\n");
        }

        Assert.Equal(1_000, Read(text.ToString()).Plan!.Routes.Sum(route => route.Mirrors.Length));
    }

    [Fact]
    public void Policies_that_one_anchor_repeats_are_read_once_each()
    {
        var policy = string.Concat(Enumerable.Range(0, 300).Select(i => $"\\\"k{i}\\\":{{}},"));
        var text = new StringBuilder("routes:\n  - { name: a, services: [{ name: s }], destinationType: Single, policies: &p \"{").Append(policy.TrimEnd(',')).Append("}\" }\n");
        for (var i = 0; i < 2_000; i++)
        {
            text.Append("  - { name: b").Append(i).Append(", services: [{ name: s }], policies: *p }\n");
        }

        Read(text.ToString());
    }

    [Fact]
    public void Text_in_text_is_bounded()
    {
        var text = "\"" + new string('{', 20_000) + "\"";
        Assert.Contains(Read($"routes:\n  - {{ name: a, destinationType: Single, policies: {text} }}\n").Notices, notice => notice.Message.Contains("at most", StringComparison.Ordinal));
        Assert.Contains(Read($"routes:\n  - {{ name: a, destinationType: Single, policies: \"{new string('{', 10_000)}\" }}\n").Notices, notice => notice.StopsThePlan);
    }

    [Fact]
    public void Canaries_of_one_path_do_not_multiply()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 800; i++)
        {
            var canary = i % 2 == 0 ? "" : ", annotations: { nginx.ingress.kubernetes.io/canary: 'true', nginx.ingress.kubernetes.io/canary-by-header: x }";
            text.Append("---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i").Append(i).Append(canary)
                .Append(" }\nspec: { rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: s, port: { number: 80 } } } }] } }] }\n");
        }

        Assert.InRange(Read(text.ToString()).Plan!.Routes.Length, 800, 5 * 400);
    }

    [Fact]
    public void Two_thousand_routes_for_one_path_take_no_longer()
    {
        var text = new StringBuilder("routes:\n");
        for (var i = 0; i < 2_000; i++)
        {
            text.Append("  - { name: 'r ").Append(i).Append("', destinationType: Mock }\n");
        }

        Assert.Equal(2_000, Read(text.ToString()).Plan!.Routes.Select(route => route.Priority).Distinct().Count());
    }

    private static Reading Read(string text)
    {
        var clock = TimeProvider.System.GetTimestamp();
        var reading = new MseDialect().Read(new DialectText("a", text));
        var took = TimeProvider.System.GetElapsedTime(clock);
        Assert.True(took < Bound, $"took {took}");
        return reading;
    }
}
