using System.Text;

using Halfsilver.Dialects.Traefik;

using Xunit;

namespace Halfsilver.Dialects.Tests.Traefik;

/// <summary>Files that are large, deep or spiteful: read in time, or refused with a reason.</summary>
public sealed class HostileTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_thousand_mirrored_routes_are_read_at_once()
    {
        var text = new StringBuilder("http:\n  routers:\n");
        for (var i = 0; i < 1_000; i++)
        {
            text.Append("    r").Append(i).Append(": { rule: \"Host(`h").Append(i).Append(".example.com`) && PathPrefix(`/api`)\", service: m").Append(i).Append(" }\n");
        }

        text.Append("  services:\n");
        for (var i = 0; i < 1_000; i++)
        {
            text.Append("    m").Append(i).Append(": { mirroring: { service: v").Append(i).Append(", mirrors: [{ name: t").Append(i).Append(", percent: 10 }] } }\n");
            text.Append("    v").Append(i).Append(": { loadBalancer: { servers: [{ url: \"http://v").Append(i).Append("\" }] } }\n");
            text.Append("    t").Append(i).Append(": { loadBalancer: { servers: [{ url: \"http://t").Append(i).Append("\" }] } }\n");
        }

        var plan = Read(text.ToString()).Plan!;
        Assert.Equal((1_000, 3_000), (plan.Routes.Length, plan.Services.Count));
    }

    [Fact]
    public void Services_that_multiply_are_looked_at_once_each()
    {
        var text = new StringBuilder("http:\n  routers: { a: { rule: PathPrefix(`/`), service: s0, middlewares: [host] } }\n  middlewares: { host: { headers: { customRequestHeaders: { Host: a } } } }\n  services:\n");
        for (var i = 0; i < 60; i++)
        {
            text.Append("    s").Append(i).Append(": { weighted: { services: [{ name: s").Append(i + 1).Append(" }, { name: s").Append(i + 1).Append(" }] } }\n");
        }

        text.Append("    s60: { failover: { service: both, fallback: copied } }\n    both: { weighted: { services: [{ name: copied }, { name: copied }] } }\n");
        text.Append("    copied: { mirroring: { service: end, mirrors: [{ name: end }] } }\n    end: { loadBalancer: { servers: [{ url: \"http://end\" }] } }\n");
        Assert.True(Read(text.ToString()).Notices.Length > 0);
    }

    [Fact]
    public void Chains_that_multiply_are_refused()
    {
        var text = new StringBuilder("http:\n  routers: { a: { rule: PathPrefix(`/`), service: s, middlewares: [m0] } }\n  services: { s: { loadBalancer: { servers: [] } } }\n  middlewares:\n");
        for (var i = 0; i < 30; i++)
        {
            text.Append("    m").Append(i).Append(": { chain: { middlewares: [m").Append(i + 1).Append(", m").Append(i + 1).Append("] } }\n");
        }

        text.Append("    m30: { addPrefix: { prefix: /a } }\n");
        Assert.Contains(Read(text.ToString()).Notices, notice => notice.Message.Contains("too many middlewares", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_of_services_that_is_too_long_is_refused()
    {
        var text = new StringBuilder("http:\n  routers: { a: { rule: PathPrefix(`/`), service: s0 } }\n  services:\n");
        for (var i = 0; i < 5_000; i++)
        {
            text.Append("    s").Append(i).Append(": { weighted: { services: [{ name: s").Append(i + 1).Append(" }] } }\n");
        }

        Assert.Contains(Read(text.ToString()).Notices, notice => notice.Message.Contains("lie behind one another", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_thousand_routers_with_one_name_or_one_rule_take_no_longer()
    {
        var text = new StringBuilder("http:\n  services: { s: { loadBalancer: { servers: [] } } }\n  routers:\n");
        for (var i = 0; i < 2_000; i++)
        {
            text.Append("    'r ").Append(i).Append("': { rule: PathPrefix(`/`), service: s }\n");
        }

        Assert.Equal(2_000, Read(text.ToString()).Plan!.Routes.Select(route => route.Priority).Distinct().Count());
    }

    private static Reading Read(string text)
    {
        var clock = TimeProvider.System.GetTimestamp();
        var reading = new TraefikDialect().Read(new DialectText("a", text));
        var took = TimeProvider.System.GetElapsedTime(clock);
        Assert.True(took < Bound, $"took {took}");
        return reading;
    }
}
