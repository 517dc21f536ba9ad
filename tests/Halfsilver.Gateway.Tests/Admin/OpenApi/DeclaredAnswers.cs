using Halfsilver.Gateway.Admin.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>Stands below every client of an admin side under test: a status that its path does not declare fails the test that provoked it.</summary>
internal sealed class DeclaredAnswers(HttpMessageHandler inner, IEnumerable<RouteEndpoint> endpoints) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        Check(request.Method.Method, request.RequestUri!, (int)answer.StatusCode);
        return answer;
    }

    internal void Check(string method, Uri url, int status)
    {
        // The most precise of those that match, as routing chooses.
        var endpoint = endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method) && IsAt(endpoint, url))
            .MinBy(endpoint => endpoint.RoutePattern.InboundPrecedence);
        if (endpoint is not null && !CommonStatuses.All(method, endpoint).Contains(status))
        {
            Assert.Fail($"{method} {endpoint.RoutePattern.RawText} answered {status}, which it does not declare; see RouteAnswers");
        }
    }

    private static bool IsAt(RouteEndpoint endpoint, Uri url) =>
        new TemplateMatcher(TemplateParser.Parse(endpoint.RoutePattern.RawText!), []).TryMatch(PathString.FromUriComponent(url.AbsolutePath), []);
}
