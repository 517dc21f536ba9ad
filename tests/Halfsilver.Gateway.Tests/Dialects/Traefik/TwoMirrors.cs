using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.Traefik;

/// <summary>A primary with two mirrors, as Traefik's own integration tests have them.</summary>
internal sealed class TwoMirrors : IAsyncDisposable
{
    private TwoMirrors(RecordingUpstream primary, RecordingUpstream first, RecordingUpstream second, TestGateway gateway) =>
        (Primary, First, Second, Gateway) = (primary, first, second, gateway);

    public RecordingUpstream Primary { get; }

    public RecordingUpstream First { get; }

    public RecordingUpstream Second { get; }

    public TestGateway Gateway { get; }

    public static async Task<TwoMirrors> StartAsync(int first, int second, string option = "mirrorBody: true")
    {
        var (primary, one, other) = (RecordingUpstream.Start(), RecordingUpstream.Start(), RecordingUpstream.Start());
        return new TwoMirrors(primary, one, other, await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers:
                router: { service: mirror, rule: PathPrefix(`/whoami`) }
              services:
                mirror:
                  mirroring:
                    service: service1
                    {{option}}
                    mirrors:
                      - { name: mirror1, percent: {{first}} }
                      - { name: mirror2, percent: {{second}} }
                service1: { loadBalancer: { servers: [{ url: "{{primary.Url}}" }] } }
                mirror1: { loadBalancer: { servers: [{ url: "{{one.Url}}" }] } }
                mirror2: { loadBalancer: { servers: [{ url: "{{other.Url}}" }] } }
            """));
    }

    /// <summary>Waits for rest and holds the counts.</summary>
    public async Task ExpectAsync(int requests, int first, int second)
    {
        await BooksOf.BalanceAsync(Gateway.Host, requests, "mirror1");
        await BooksOf.BalanceAsync(Gateway.Host, requests, "mirror2");
        Assert.Equal((requests, first, second), (Primary.Count, First.Begun.Count, Second.Begun.Count));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Primary.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
