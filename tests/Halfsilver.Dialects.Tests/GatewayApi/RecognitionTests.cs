using Halfsilver.Dialects.GatewayApi;

using Xunit;

namespace Halfsilver.Dialects.Tests.GatewayApi;

public sealed class RecognitionTests
{
    [Theory]
    [InlineData("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute")]
    [InlineData("kind: Gateway\napiVersion: \"gateway.networking.k8s.io/v1beta1\"")]
    [InlineData("{\"apiVersion\": \"gateway.networking.k8s.io/v1\", \"kind\": \"GRPCRoute\"}")]
    [InlineData("apiVersion: v1\nkind: Service\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nbroken: [")]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n- apiVersion: gateway.networking.k8s.io/v1\n  kind: HTTPRoute")]
    public void An_object_of_the_group_is_known(string text)
    {
        Assert.True(new GatewayApiDialect().Recognises(new DialectText("a", text)));
        Assert.Equal("gateway-api", Assert.Single(DialectBook.Group([new DialectText("a", text)])).Dialect.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("version: 1\nroutes: {}")]
    [InlineData("apiVersion: traefik.io/v1alpha1\nkind: IngressRoute")]
    [InlineData("apiVersion: networking.k8s.io/v1\nkind: Ingress")]
    [InlineData("apiVersion: v1\nkind: Service")]
    [InlineData("# apiVersion: gateway.networking.k8s.io/v1\nname: a")]
    [InlineData("routes:\n- name: a\n  predicates: { pathPredicates: { path: / } }")]
    public void A_file_of_somebody_elses_is_left_alone(string text) => Assert.False(new GatewayApiDialect().Recognises(new DialectText("a", text)));

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: { name: a }", true)]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata: { name: a }", true)]
    [InlineData("{\"kind\": \"EndpointSlice\"}", true)]
    [InlineData("apiVersion: apps/v1\nkind: Deployment", false)]
    [InlineData("version: 1\nroutes: {}", false)]
    public void A_file_that_means_something_beside_one_is_taken_along(string text, bool joins)
    {
        var groups = DialectBook.Group([new DialectText("b", "kind: HTTPRoute\napiVersion: gateway.networking.k8s.io/v1"), new DialectText("a", text)]);
        Assert.Equal(joins ? 2 : 1, groups.Single(group => group.Dialect.Name == "gateway-api").Files.Length);
    }
}
