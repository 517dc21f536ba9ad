using System.Net;
using System.Text.RegularExpressions;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Access;

/// <summary>The paths are those that the routing table has, so that a path which is mapped tomorrow is tried tomorrow.</summary>
public sealed partial class EveryPathTests
{
    // They are asked with a body and change nothing.
    private static readonly string[] s_questions = ["/api/v1/explain", "/api/v1/config/explain", "/api/v1/config/validate", "/api/v1/config/convert"];

    private static readonly string[] Open = ["GET /healthz", "GET /ping", "GET /readyz", "GET /api/v1/gateway/health"];

    [Fact]
    public async Task Without_a_token_nothing_answers_but_whether_the_gateway_is_well()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);

        foreach (var (method, path, needs) in Paths(admin))
        {
            using var answer = await admin.AskAsync(method, path, token: null);

            if (needs is null)
            {
                Assert.Contains($"{method} {path}", Open);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                continue;
            }

            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized, $"{method} {path} answered {answer.StatusCode}");
            Assert.Equal("Bearer realm=\"halfsilver\"", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal(path.StartsWith("/kong", StringComparison.Ordinal) || path.StartsWith("/api/v1/gateway/", StringComparison.Ordinal)
                ? "application/json" : "application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        }

        Assert.Empty(admin.Gateway.Asked);
    }

    [Fact]
    public async Task A_wrong_token_opens_nothing()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);

        foreach (var (method, path, _) in Paths(admin).Where(path => path.Needs is not null))
        {
            using var answer = await admin.AskAsync(method, path, TokenText.Create());

            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, $"{method} {path} answered {answer.StatusCode}");
        }

        Assert.Empty(admin.Gateway.Asked);
    }

    [Fact]
    public async Task A_lower_role_is_refused_and_the_right_one_is_not()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);
        var refused = 0;

        foreach (var (method, path, needs) in Paths(admin).Where(path => path.Needs is not null))
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                using var answer = await admin.AskAsync(method, path, tokens.Of(role));
                if (role < needs)
                {
                    refused++;
                    Assert.True(answer.StatusCode is HttpStatusCode.Forbidden, $"{method} {path} answered {role} {answer.StatusCode}");
                    Assert.Contains("insufficient_scope", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
                }
                else
                {
                    Assert.False(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized, $"{method} {path} answered {role} {answer.StatusCode}");
                }
            }
        }

        Assert.True(refused >= 8, "there are paths for operators and for admins");
    }

    [Fact]
    public async Task What_changes_something_is_never_a_viewers()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        Assert.DoesNotContain(Paths(admin), path => path.Method is not "GET" && !s_questions.Contains(path.Path) && !(path.Needs >= Role.Operator));
    }

    [Fact]
    public async Task Every_path_says_which_role_it_takes()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        Assert.NotEmpty(admin.Host.Endpoints);
        Assert.All(admin.Host.Endpoints, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<Needs>()));
    }

    [Fact]
    public void A_path_that_was_mapped_without_saying_so_is_seen()
    {
        var app = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        app.WebHost.UseKestrelCore();
        app.Services.AddRoutingCore();
        using var built = (IDisposable)app.Build();
        var routes = (IEndpointRouteBuilder)built;
        routes.MapGet("/said", Role.Viewer, _ => Task.CompletedTask);
        routes.MapGet("/not-said", _ => Task.CompletedTask);

        Assert.Contains("/not-said", Assert.Single(RouteAccess.Unguarded(routes)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_was_mapped_without_saying_so_is_nobodys_not_even_an_admins()
    {
        using var tokens = await Tokens.MakeAsync();
        using var login = await Login.BeginAsync(
            new AdminSettings(), tokens.Directory, asked: true, new Dictionary<string, string>(StringComparer.Ordinal), TimeProvider.System, CancellationToken.None);
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {tokens.Admin}";
        context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/x"), 0, null, "x"));
        var reached = false;

        await new AccessGate(login, NullLogger.Instance).CheckAsync(context, _ =>
        {
            reached = true;
            return Task.CompletedTask;
        });

        Assert.Equal((403, false), (context.Response.StatusCode, reached));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/healthz")]
    [InlineData("DELETE", "/metrics")]
    public async Task What_is_not_there_is_not_told_to_strangers(string method, string path)
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);

        using var stranger = await admin.AskAsync(method, path, token: null);
        using var known = await admin.AskAsync(method, path, tokens.Viewer);

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.True(known.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Metrics_are_open_where_the_plan_says_so_and_nothing_else_is()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings { OpenMetrics = true }, tokens.Directory);

        using var metrics = await admin.AskAsync("GET", "/metrics", token: null);
        using var status = await admin.AskAsync("GET", "/api/v1/status", token: null);

        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, status.StatusCode);
    }

    [Fact]
    public async Task Readiness_tells_strangers_that_mirroring_is_stopped_and_not_where_and_why()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);
        admin.Gateway.Engage(new Halfsilver.Sending.KillScope("shop"), "the new one leaks", "me");

        Assert.Equal("ready\nmirroring stopped\n", await admin.Client.GetStringAsync("/readyz"));
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Parameters();

    private static (string Method, string Path, Role? Needs)[] Paths(AdminUnderTest admin) =>
    [
        .. from endpoint in admin.Host.Endpoints
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
           orderby endpoint.RoutePattern.RawText, method
           select (method, Parameters().Replace(endpoint.RoutePattern.RawText!, "nobody"), endpoint.Metadata.GetMetadata<Needs>()!.Role),
    ];
}
