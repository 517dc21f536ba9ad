using System.Runtime.CompilerServices;
using System.Text.Json;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>The document says what the paths do: every status in it is provoked, and no other is answered (see <see cref="DeclaredAnswers"/>).</summary>
public sealed class OpenApiTests
{
    public static TheoryData<string> Cases() => [.. AnswerBook.Answers.Select(answer => answer.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_path_answers_with_each_status_that_it_declares(string name)
    {
        foreach (var answer in AnswerBook.Answers.Where(answer => answer.ToString() == name))
        {
            await using var stage = new AnswerStage();

            Assert.Equal(answer.Status, await answer.ProvokeAsync(stage));
        }
    }

    [Fact]
    public async Task Every_status_of_the_document_has_a_case()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var cases = AnswerBook.Answers.Select(answer => answer.ToString()).ToHashSet(StringComparer.Ordinal);
        var declared = from operation in Operations(admin.Host)
                       from status in CommonStatuses.All(operation.Method, operation.Endpoint).Except(CommonStatuses.Of(operation.Method, operation.Endpoint))
                       select $"{operation.Method} {operation.Endpoint.RoutePattern.RawText} {status}";

        Assert.Equal([], declared.Except(cases));
    }

    [Fact]
    public async Task Every_case_is_about_a_status_that_is_declared()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var declared = from operation in Operations(admin.Host)
                       from status in CommonStatuses.All(operation.Method, operation.Endpoint)
                       select $"{operation.Method} {operation.Endpoint.RoutePattern.RawText} {status}";

        Assert.Equal([], AnswerBook.Answers.Select(answer => answer.ToString()).Except(declared));
    }

    [Fact]
    public async Task The_document_that_is_served_is_the_one_in_the_repository()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var path = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "..", "docs", "openapi.json"));

        var served = await admin.Client.GetStringAsync("/openapi/v1.json");

        if (Environment.GetEnvironmentVariable("HALFSILVER_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(path, served);
            return;
        }

        Assert.True(await File.ReadAllTextAsync(path) == served, "docs/openapi.json is out of date; run this test again with HALFSILVER_UPDATE=1 and review the change");
    }

    [Fact]
    public async Task The_document_names_every_path_with_its_role_and_its_statuses()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        using var document = JsonDocument.Parse(await admin.Client.GetStringAsync("/openapi/v1.json"));

        Assert.Equal("3.1.0", document.RootElement.GetProperty("openapi").GetString());
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (method, endpoint) in Operations(admin.Host))
        {
            var operation = document.RootElement.GetProperty("paths").GetProperty(endpoint.RoutePattern.RawText!).GetProperty(method.ToLowerInvariant());
            var role = endpoint.Metadata.GetMetadata<Needs>()!.Role?.ToString().ToLowerInvariant();
            Assert.Equal(role, operation.TryGetProperty("x-role", out var said) ? said.GetString() : null);
            Assert.Equal(
                CommonStatuses.All(method, endpoint).Select(status => $"{status}"), operation.GetProperty("responses").EnumerateObject().Select(response => response.Name));
            Assert.True(ids.Add(operation.GetProperty("operationId").GetString()!), $"{method} {endpoint.RoutePattern.RawText} has the id of another one");
            Assert.Equal(
                endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name),
                operation.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString()!)
                    : []);
        }
    }

    [Fact]
    public async Task Nothing_in_the_document_refers_to_what_is_not_there()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var document = JsonDocument.Parse(await admin.Client.GetStringAsync("/openapi/v1.json"));
        var referred = 0;

        void Look(JsonElement at)
        {
            if (at.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in at.EnumerateArray())
                {
                    Look(item);
                }
            }
            else if (at.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in at.EnumerateObject())
                {
                    if (member is { Name: "$ref", Value.ValueKind: JsonValueKind.String })
                    {
                        referred++;
                        var found = document.RootElement;
                        foreach (var step in member.Value.GetString()!.Split('/').Skip(1))
                        {
                            found = found.GetProperty(step);
                        }
                    }

                    Look(member.Value);
                }
            }
        }

        Look(document.RootElement);

        Assert.True(referred > 20, $"only {referred}");
    }

    [Fact]
    public void A_status_that_is_not_declared_fails_the_test_that_provoked_it()
    {
        var endpoint = new RouteEndpoint(
            _ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/a/{b}"), 0,
            new Microsoft.AspNetCore.Http.EndpointMetadataCollection(new HttpMethodMetadata(["GET"]), new AnswerStatuses([200]), new Needs(Planning.Role.Viewer)), "a");
        using var inner = new HttpClientHandler();
        using var declared = new DeclaredAnswers(inner, [endpoint]);
        var url = new Uri("http://127.0.0.1/a/x%20y?z=1");

        declared.Check("GET", url, 200);
        declared.Check("GET", url, 401);
        declared.Check("POST", url, 405);
        declared.Check("GET", new Uri("http://127.0.0.1/other"), 404);

        Assert.Throws<Xunit.Sdk.FailException>(() => declared.Check("GET", url, 404));
    }

    internal static IEnumerable<(string Method, RouteEndpoint Endpoint)> Operations(AdminHost host) =>
        from endpoint in host.Endpoints
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, endpoint);

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
