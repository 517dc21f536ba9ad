using Halfsilver.Dialects.Mse;

using Xunit;

namespace Halfsilver.Dialects.Tests.Mse;

public sealed class RecognitionTests
{
    [Theory]
    [InlineData("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: a }")]
    [InlineData("{\"apiVersion\": \"networking.k8s.io/v1\", \"kind\": \"Ingress\"}")]
    [InlineData("kind: Ingress\napiVersion: extensions/v1beta1")]
    [InlineData("{ apiVersion: networking.higress.io/v1, kind: McpBridge }")]
    [InlineData("apiVersion: v1\nkind: Service\n---\napiVersion: 'networking.k8s.io/v1'\nkind: 'Ingress'")]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n- apiVersion: networking.k8s.io/v1\n  kind: Ingress\n")]
    [InlineData("routes:\n- name: a\n  predicates:\n    pathPredicates: { path: / }\n")]
    [InlineData("{\"Routes\": [{\"Name\": \"a\", \"DestinationType\": \"Single\"}]}")]
    [InlineData("services: []\nroutes:\n  - { name: a, policies: { Traffic Mirror: { target: b } } }")]
    [InlineData("routes:\n- name: a\n  policies:\n    traffic-mirror: { target: b }\n  broken: [")]
    [InlineData("{\n  \"services\": [{ \"name\": \"a\", \"agreementType\": \"HTTP\" }],\n  \"routes\": []\n}")]
    public void A_file_of_either_form_is_known(string text)
    {
        Assert.True(new MseDialect().Recognises(new DialectText("a", text)));
        Assert.Equal("mse", Assert.Single(DialectBook.Group([new DialectText("a", text)])).Dialect.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("version: 1\nroutes:\n  - name: a\n")]
    [InlineData("routes:\n  - name: a\n    forward: { destinations: [] }")]
    [InlineData("apiVersion: traefik.io/v1alpha1\nkind: IngressRoute")]
    [InlineData("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec:\n  rules: []")]
    [InlineData("apiVersion: v1\nkind: Service\n")]
    [InlineData("_format_version: \"3.0\"\nservices:\n- name: a\n  routes:\n  - name: r\n    paths: [/]")]
    [InlineData("{\"ReverseProxy\": {\"Routes\": {\"a\": {\"ClusterId\": \"b\"}}}}")]
    [InlineData("{\"$schema\": \"https://www.krakend.io/schema/krakend.json\", \"version\": 3, \"endpoints\": []}")]
    [InlineData("http:\n  routers:\n    a: { rule: x }\n  services: {}")]
    [InlineData("# kind: Ingress\nname: a")]
    [InlineData("note: routes: and destinationType: in words")]
    public void A_file_of_somebody_elses_is_left_alone(string text) => Assert.False(new MseDialect().Recognises(new DialectText("a", text)));

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: { name: a }", true)]
    [InlineData("{\"kind\": \"EndpointSlice\"}", true)]
    [InlineData("apiVersion: v1\nkind: List\nitems: []", true)]
    [InlineData("apiVersion: apps/v1\nkind: Deployment", false)]
    [InlineData("version: 1\nroutes: {}", false)]
    public void A_file_that_means_something_beside_one_is_taken_along(string text, bool joins)
    {
        var groups = DialectBook.Group([new DialectText("b", "kind: Ingress\napiVersion: networking.k8s.io/v1"), new DialectText("a", text)]);
        Assert.Equal(joins ? 2 : 1, groups.Single(group => group.Dialect.Name == "mse").Files.Length);
    }
}
