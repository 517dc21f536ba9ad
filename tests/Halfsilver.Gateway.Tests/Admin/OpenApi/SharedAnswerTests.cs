using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Tests.Admin.Access;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Routing;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>Statuses that paths share, on each of them. Together with the cases these are all statuses of the document.</summary>
public sealed partial class SharedAnswerTests
{
    [Fact]
    public Task Without_a_login_it_is_401() => OnEachAsync(401, (admin, _, method, path) => AskAsync(admin, method, path, token: null));

    [Fact]
    public async Task Without_a_role_it_is_403()
    {
        using var made = new JwtMaker();
        var nobody = made.Rs256(made.Claims(("role", "emperor")));
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings { Jwt = JwtMaker.Settings() }, environment: made.Environment());

        await OnEachAsync(403, admin, (method, path) => AskAsync(admin, method, path, nobody));
    }

    [Fact]
    public Task From_another_origin_it_is_403() => OnEachAsync(
        403, async (admin, tokens, method, path) => method == "GET" ? 403 : await AskAsync(admin, method, path, tokens.Admin, ("Origin", "http://elsewhere.test")));

    [Fact]
    public Task A_body_that_is_no_JSON_is_415() => OnEachAsync(415, async (admin, tokens, method, path) =>
    {
        using var request = Request(method, path, tokens.Admin);
        request.Content = new StringContent("a=b", Encoding.UTF8, "text/plain");
        return await StatusAsync(admin, request);
    });

    [Fact]
    public Task Under_another_name_it_is_421() => OnEachAsync(421, async (admin, tokens, method, path) =>
    {
        using var request = Request(method, path, tokens.Admin);
        request.Headers.Host = "evil.test";
        return await StatusAsync(admin, request);
    });

    [Fact]
    public async Task After_too_many_failed_logins_it_is_429()
    {
        await using var stage = new AnswerStage();
        var (admin, tokens) = await stage.GuardedAsync(new FakeTime());
        var status = 0;
        for (var tries = 0; tries < 1_000 && status != 429; tries++)
        {
            status = await AskAsync(admin, "GET", "/api/v1/me", TokenText.Create());
        }

        foreach (var (method, endpoint) in OpenApiTests.Operations(admin.Host).Where(operation => CommonStatuses.Of(operation.Method, operation.Endpoint).Contains(429)))
        {
            Assert.Equal((method, endpoint.RoutePattern.RawText, 429), (method, endpoint.RoutePattern.RawText, await AskAsync(admin, method, PathOf(endpoint), TokenText.Create())));
        }

        Assert.NotEmpty(tokens.Admin);
    }

    public static TheoryData<string> Bodies() => [.. AnswerBook.Bodies.Select(sample => sample.ToString())];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_breaks_off_is_400_and_one_that_is_too_large_413(string name)
    {
        var sample = AnswerBook.Bodies.Single(sample => sample.ToString() == name);
        await using var stage = new AnswerStage();
        var sender = await BodySender.OpenAsync(stage, sample);

        Assert.Equal(400, (await sender.SendAsync(Encoding.UTF8.GetBytes(sample.Body)[..^1])).Status);

        // The head is enough: it says how long the body would be.
        await using var client = await RawClient.ConnectAsync(sender.Address);
        await client.SendAsync(
            $"{sample.Method} {sample.Path} HTTP/1.1\r\nHost: localhost\r\n{sender.Fields}Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n");
        Assert.Equal(413, (await client.ReadAnswerAsync()).Status);
    }

    [Fact]
    public async Task Every_path_that_takes_a_body_has_a_sample_of_one()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var takers = OpenApiTests.Operations(admin.Host).Where(operation => operation.Endpoint.Metadata.GetMetadata<BodyTaken>() is not null)
            .Select(operation => $"{operation.Method} {operation.Endpoint.RoutePattern.RawText}");

        Assert.Equal(takers.Order(StringComparer.Ordinal), AnswerBook.Bodies.Select(sample => sample.ToString()).Order(StringComparer.Ordinal));
    }

    private static async Task OnEachAsync(int status, Func<AdminUnderTest, Tokens, string, string, Task<int>> ask)
    {
        await using var stage = new AnswerStage();
        var (admin, tokens) = await stage.GuardedAsync();
        await OnEachAsync(status, admin, (method, path) => ask(admin, tokens, method, path));
    }

    private static async Task OnEachAsync(int status, AdminUnderTest admin, Func<string, string, Task<int>> ask)
    {
        var operations = OpenApiTests.Operations(admin.Host).Where(operation => CommonStatuses.Of(operation.Method, operation.Endpoint).Contains(status)).ToArray();
        Assert.NotEmpty(operations);
        foreach (var (method, endpoint) in operations)
        {
            var came = await ask(method, PathOf(endpoint));
            Assert.True(came == status, $"{method} {endpoint.RoutePattern.RawText} answered {came}, not {status}");
        }

        Assert.Empty(admin.Gateway.Asked);
    }

    private static Task<int> AskAsync(AdminUnderTest admin, string method, string path, string? token, params (string Name, string Value)[] headers) =>
        StatusAsync(admin, Request(method, path, token, headers));

    private static HttpRequestMessage Request(string method, string path, string? token, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static async Task<int> StatusAsync(AdminUnderTest admin, HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await admin.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return (int)answer.StatusCode;
        }
    }

    private static string PathOf(RouteEndpoint endpoint) => Parameters().Replace(endpoint.RoutePattern.RawText!, "nobody");

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Parameters();
}
