using System.Diagnostics;
using Halfsilver.Gateway.Tests.Kit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>Several people and tools write at once.</summary>
public sealed class WritersTests
{
    [Fact]
    public async Task Two_writers_at_once_lose_no_object()
    {
        const int Each = 25;
        await using var gateway = await ManagedGateway.StartAsync(Plans.To("127.0.0.1:1"));

        await Task.WhenAll(WriteAsync("/kong/services", "a"), WriteAsync("/kong/services", "b"), MirrorsAsync());

        var services = (await gateway.SendAsync("GET", "/kong/services?size=1000")).Json.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("name").GetString()!).ToList();
        Assert.Equal(
            Enumerable.Range(0, Each).SelectMany(i => (string[])[$"a{i}", $"b{i}"]).Append("primary").Order(StringComparer.Ordinal),
            services.Order(StringComparer.Ordinal));
        Assert.Equal(10, Assert.Single(gateway.Plan.Routes.Single(route => route.Name == "all").Mirrors).Share.Millionths / 10_000);

        async Task WriteAsync(string path, string prefix)
        {
            for (var i = 0; i < Each; i++)
            {
                Assert.Equal(201, (await gateway.SendAsync("POST", path, $$"""{"name":"{{prefix}}{{i}}","host":"h"}""")).Code);
            }
        }

        async Task MirrorsAsync()
        {
            for (var percent = 1; percent <= 10; percent++)
            {
                Assert.InRange((await gateway.PostAsync("/routes/all/mirror", $$"""{"mirrorHost":"m","mirrorPort":80,"percentage":{{percent}}}""")).Code, 200, 201);
            }
        }
    }

    [Fact]
    public async Task An_edit_costs_its_objects_and_not_their_pairs()
    {
        await using var gateway = await ManagedGateway.StartAsync();
        await gateway.MakeRouteAsync();
        var few = await TimeAsync(0);
        var many = await TimeAsync(100);

        Assert.True(many < TimeSpan.FromSeconds(2), $"an edit among 100 routes took {many.TotalMilliseconds:0} ms, among one {few.TotalMilliseconds:0} ms");

        // The middle one of several: others use this machine too.
        async Task<TimeSpan> TimeAsync(int more)
        {
            for (var i = 0; i < more; i++)
            {
                Assert.Equal(201, (await gateway.SendAsync("POST", "/kong/services/ai-service/routes", $$"""{"name":"r{{i}}","paths":["/p{{i}}"]}""")).Code);
            }

            var times = new List<TimeSpan>();
            for (var i = 0; i < 5; i++)
            {
                var watch = Stopwatch.StartNew();
                Assert.InRange((await gateway.PostAsync("/routes/ai-service-route/mirror", $$"""{"mirrorHost":"m{{i}}","mirrorPort":80}""")).Code, 200, 201);
                times.Add(watch.Elapsed);
            }

            times.Sort();
            return times[2];
        }
    }
}
