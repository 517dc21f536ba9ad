using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>A share is kept, request by request, however the clients come.</summary>
public sealed class ShareTests
{
    [Fact]
    public async Task Shares_over_100_000_requests_on_64_connections_are_off_by_at_most_one()
    {
        const int Requests = 64 * 1_563;
        decimal[] shares = [0, 0.001m, 1, 33, 99.9m, 100];
        await using var primary = CountingUpstream.Start();
        var mirrors = shares.Select(_ => CountingUpstream.Start()).ToArray();
        await using var gateway = await TestGateway.StartAsync(Plans.To(
            primary, [.. shares.Select((share, i) => Patient(Plans.Mirror(mirrors[i], share, $"m{i}")))]));

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 64, requestsEach: Requests / 64));

        Assert.Equal((Requests, 0), (load.Answered, load.Failed));
        for (var i = 0; i < shares.Length; i++)
        {
            await BooksOf.BalanceAsync(gateway.Host, Requests, $"m{i}", TimeSpan.FromSeconds(60));
            var exact = (double)(Requests * shares[i] / 100);
            Assert.InRange(mirrors[i].Count, Math.Floor(exact) - 1, Math.Ceiling(exact) + 1);
            Assert.Equal(mirrors[i].Count, BooksOf.Mirror(gateway.Host, $"m{i}").Books.SentCount);
            await mirrors[i].DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_alternating_paths_at_50_percent_get_half_each()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Patient(Plans.Mirror(mirror, 50))));
        var requests = new[] { "/a", "/b" }.Select(path => (ReadOnlyMemory<byte>)Bytes.Of($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).ToArray();

        await LoadClient.RunAsync(new Load { To = gateway.Address, RequestsEach = 4_000, Request = n => requests[n % 2] });
        await BooksOf.BalanceAsync(gateway.Host, 4_000);

        Assert.InRange(mirror.Of("/a"), 900, 1_100);
        Assert.InRange(mirror.Of("/b"), 900, 1_100);
        Assert.InRange(mirror.Count, 1_999, 2_001);
    }

    [Theory]
    [InlineData(10, 10, 1)]
    [InlineData(50, 10, 5)]
    [InlineData(10, 100, 10)]
    [InlineData(50, 100, 50)]
    public async Task Small_numbers_are_exact_too(int percent, int requests, int copies)
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Patient(Plans.Mirror(mirror, percent))));

        await LoadClient.RunAsync(Load.Get(gateway.Address, requestsEach: requests));
        await BooksOf.BalanceAsync(gateway.Host, requests);

        Assert.Equal(copies, mirror.Count);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(35)]
    public async Task Percentages_of_500_requests_ten_at_a_time_lie_within_three_sigma_at_the_first_try(int percent)
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Patient(Plans.Mirror(mirror, percent))));

        await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 10, requestsEach: 50));
        await BooksOf.BalanceAsync(gateway.Host, 500);

        var (mean, sigma) = (5.0 * percent, Math.Sqrt(500 * (percent / 100.0) * (1 - (percent / 100.0))));
        Assert.InRange(mirror.Count, mean - (3 * sigma), mean + (3 * sigma));
    }

    // A busy test machine must not turn into skipped copies: these tests are about shares, not about budgets.
    private static Mirror Patient(Mirror mirror) => mirror with
    {
        Budget = new MirrorBudget { MaxQueue = 100_000 },
        Timeouts = new CopyTimeouts { Connect = TimeSpan.FromSeconds(30), Deadline = TimeSpan.FromSeconds(60), Idle = TimeSpan.FromSeconds(60) },
    };
}
