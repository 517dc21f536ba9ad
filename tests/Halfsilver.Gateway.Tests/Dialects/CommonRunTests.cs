using System.Net;
using System.Net.Http.Headers;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Microsoft.AspNetCore.Http;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>What holds for every dialect: one file of each form, the same promises; of calls, shares, reloads and ends.</summary>
public sealed class CommonRunTests
{
    private const string Post = "POST /x/1?q=1 HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi";

    public static TheoryData<string> All => CommonTests.All;

    public static TheoryData<string> Grpc => [.. CommonForm.All.Where(form => form.Value.Grpc is not null).Select(form => form.Key)];

    public static TheoryData<string, int> Shares =>
        new(from form in CommonForm.All from percent in form.Value.IsFanOut ? new[] { 100 } : [0, 1, 33, 99, 100] select (form.Key, percent));

    public static TheoryData<string, bool> Endings => new(from form in CommonForm.All.Keys from answers in new[] { true, false } select (form, answers));

    [Theory]
    [MemberData(nameof(Grpc))]
    public async Task C10_A_call_of_gRPC_keeps_its_trailers_and_the_mirror_gets_it_whole(string form)
    {
        await using var primary = await Http2Upstream.StartAsync(answer: async context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 1, 65 });
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await using var mirror = await Http2Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(CommonForm.All[form].Plan(primary.Authority, mirror.Authority, with: CommonForm.All[form].Grpc));
        using var client = new HttpClient();
        using var call = new HttpRequestMessage(HttpMethod.Post, $"http://{gateway.Address}/shop.Orders/Get")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 2, (byte)'h', (byte)'i']),
        };
        call.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        call.Headers.TryAddWithoutValidation("te", "trailers");

        using var answer = await client.SendAsync(call);

        Assert.Equal([0, 0, 0, 0, 1, 65], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("0", Assert.Single(answer.TrailingHeaders.GetValues("grpc-status")));
        var copy = Assert.Single(await mirror.WaitForAsync(1));
        Assert.Equal(("/shop.Orders/Get", 7), (copy.Target, copy.BodyLength));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C11_Methods_paths_queries_and_large_heads_go_on_as_they_came(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror);

        // An endpoint of a fan-out has one method and its own number of segments.
        string[] lines = CommonForm.All[form].IsFanOut
            ? ["POST /x/a%2Fb%20c?q=1&q=2;3&%71", "POST /x/%C3%A9", "POST /x/a+b?a=b+c"]
            : ["HEAD /x/a%2Fb%20c?q=1&q=2;3&%71", "OPTIONS /x/%C3%A9", "DELETE /x/a+b?a=b+c", "PROPFIND /x//double/"];

        foreach (var line in lines)
        {
            await gateway.AskOnceAsync($"{line} HTTP/1.1\r\nHost: a\r\nX-Long: {new string('x', 8_000)}\r\nContent-Length: 2\r\n\r\nhi");
        }

        await gateway.CopiesAsync(CommonForm.Name, mirror, lines.Length, lines.Length);
        Assert.Equal(lines, primary.Requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.Equal(lines.Order(StringComparer.Ordinal), mirror.Requests.Select(request => $"{request.Method} {request.Target}").Order(StringComparer.Ordinal));
        Assert.All(primary.Requests.Concat(mirror.Requests), request => Assert.Equal(("hi", 8_000), (request.BodyText, request.Field("X-Long")!.Length)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C13_A_reload_that_moves_a_mirror_costs_no_answer_and_no_copy_that_is_under_way(string form)
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var moved = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror);

        await gateway.AskAsync(3, Post);
        await mirror.WaitForAsync(3);
        Assert.Empty(gateway.Host.Plans.TrySwap(CommonForm.All[form].Plan(primary.Authority, moved.Authority)));
        await gateway.AskAsync(3, Post);
        await moved.WaitForAsync(3);
        gate.SetResult();

        await BooksOf.PageBalancesAsync(gateway.Host, CommonForm.Name);
        var page = BooksOf.Page(gateway.Host);
        Assert.Equal((6, 6), (page.Sum("halfsilver_mirror_matched_total"), page.Sum("halfsilver_mirror_responses_total")));
        Assert.Equal((6, 3, 3), (primary.Count, mirror.Count, moved.Count));
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task C14_A_stop_waits_for_copies_as_long_as_it_may_and_gives_up_the_others(string form, bool answers)
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror);
        await gateway.AskAsync(3, Post);
        await mirror.WaitForAsync(3);
        var books = BooksOf.Mirror(gateway.Host, CommonForm.Name).Books;

        var stopping = gateway.Host.StopAsync(new DrainSettings { Copies = answers ? TimeSpan.FromSeconds(60) : TimeSpan.FromMilliseconds(100) });
        if (answers)
        {
            gate.SetResult();
        }

        await Bound.Within(stopping, TimeSpan.FromSeconds(20), "the stop ends with the last copy, or without it");
        await BooksOf.BalanceAsync(gateway.Host, 3, CommonForm.Name);
        Assert.Equal(answers ? (3, 0) : (0, 3), (books[Fate.Answered], books[Fate.CutDrained]));
        gate.TrySetResult();
    }

    [Theory]
    [MemberData(nameof(Shares))]
    public async Task C15_Shares_are_exact_over_any_run(string form, int percent)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror, percent);

        await gateway.AskAsync(300, Post);

        await gateway.CopiesAsync(CommonForm.Name, mirror, 300, 3 * percent);
        Assert.Equal(300, primary.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C16_A_mirror_that_is_the_primary_gets_each_request_once_more(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, primary);

        await gateway.AskAsync(5, Post);

        await BooksOf.BalanceAsync(gateway.Host, 5, CommonForm.Name);
        Assert.Equal(10, primary.Count);
    }
}
