using System.Text;
using Halfsilver.Gateway.Tests.Admin.OpenApi;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Tests.Admin.Mse;

/// <summary>What MSE's paths answer with.</summary>
internal sealed class MseAnswers : IAnswerBook
{
    private const string All = "/api/v1/gateways";
    private const string Policies = All + "/{gateway}/routes/{route}/policies";
    private const string Policy = Policies + "/traffic-mirror";
    private const string ThePolicy = All + "/local/routes/all/policies/traffic-mirror";
    private const string NoPolicy = All + "/local/routes/nobody/policies/traffic-mirror";
    private const string Form = """{ "destinationService": "v2", "dynamicPort": true, "percentage": 12.5, "enable": false }""";

    /// <inheritdoc/>
    public IEnumerable<AnswerCase> Answers =>
    [
        new("GET", All, 200),
        .. Read(All + "/{gateway}", All + "/local", All + "/nobody"),
        .. Read(All + "/{gateway}/services", All + "/local/services", All + "/nobody/services"),
        .. Read(All + "/{gateway}/routes", All + "/local/routes", All + "/nobody/routes"),
        .. Read(Policies, All + "/local/routes/all/policies", All + "/local/routes/nobody/policies"),
        .. Read(Policy, ThePolicy, NoPolicy),
        .. NativeAnswers.Changing("PUT", Policy, ThePolicy, Form),
        new("PUT", Policy, 201) { Path = ThePolicy, Body = Form, Launch = request => request with { Plan = WithoutMirror } },
        new("PUT", Policy, 404) { Path = NoPolicy, Body = Form },
        new("PUT", Policy, 422) { Ask = stage => RefusedAsync(stage, "PUT", Form) },
        .. NativeAnswers.Changing("PATCH", Policy, ThePolicy, Form),
        new("PATCH", Policy, 404) { Path = NoPolicy, Body = Form },
        new("PATCH", Policy, 422) { Ask = stage => RefusedAsync(stage, "PATCH", """{ "percentage": 7 }""") },
        .. NativeAnswers.Changing("DELETE", Policy, ThePolicy, body: null).Select(answer => answer.Status == 200 ? answer with { Status = 204 } : answer),
        new("DELETE", Policy, 200) { Path = ThePolicy + "?dryRun=true" },
        new("DELETE", Policy, 404) { Path = NoPolicy },
        new("DELETE", Policy, 422) { Ask = stage => RefusedAsync(stage, "DELETE", null) },
    ];

    /// <inheritdoc/>
    public IEnumerable<BodySample> Bodies =>
    [
        new("PUT", Policy, ThePolicy, Form) { Needed = ["/destinationService"] },
        new("PATCH", Policy, ThePolicy, Form),
    ];

    private static Plan WithoutMirror => RevisionsUnderTest.Written with { Routes = [RevisionsUnderTest.Written.Routes[0] with { Mirrors = [] }] };

    private static IEnumerable<AnswerCase> Read(string template, string there, string nowhere) =>
        [new("GET", template, 200) { Path = there }, new("GET", template, 404) { Path = nowhere }];

    private static async Task<int> RefusedAsync(AnswerStage stage, string method, string? body)
    {
        var admin = await stage.FakeAsync();
        var shop = admin.Gateway.Plan.Routes.First(route => route.Mirrors.Length == 1);
        admin.Gateway.Holder.Problems = [new Problem("routes[shop]", "is not to be")];
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{All}/{admin.Gateway.Plan.Gateway}/routes/{shop.Name}/policies/traffic-mirror");
        request.Content = body is null ? null : new StringContent(body.Replace("v2", shop.Mirrors[0].Target.Service, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var answer = await admin.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
