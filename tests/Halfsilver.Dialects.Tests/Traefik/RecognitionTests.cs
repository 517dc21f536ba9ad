using Halfsilver.Dialects.Traefik;

using Xunit;

namespace Halfsilver.Dialects.Tests.Traefik;

public sealed class RecognitionTests
{
    [Theory]
    [InlineData("http:\n  routers:\n    a: {}")]
    [InlineData("# c\n\nhttp:\n  # c\n  services:\n    a: {}")]
    [InlineData("http: { middlewares: {} }")]
    [InlineData("HTTP:\n  Routers: {}")]
    [InlineData("{\"http\": {\"services\": {}}}")]
    [InlineData("{\n  \"http\": {\n    \"serversTransports\": {}\n  }\n}")]
    [InlineData("[http.routers.a]\nrule = \"x\"")]
    [InlineData("[http]\n  [http.services]")]
    [InlineData("http.routers.a.rule = \"x\"")]
    [InlineData("entryPoints:\n  web:\n    address: \":80\"")]
    [InlineData("[entryPoints.web]\naddress = \":80\"")]
    [InlineData("apiVersion: traefik.io/v1alpha1\nkind: IngressRoute")]
    [InlineData("kind: TraefikService\napiVersion: 'traefik.containo.us/v1alpha1'")]
    [InlineData("{\"apiVersion\": \"traefik.io/v1alpha1\"}")]
    [InlineData("apiVersion: v1\nkind: Service\n---\napiVersion: traefik.io/v1alpha1")]
    [InlineData("http:\n  routers: {\n broken")]
    public void A_file_of_Traefiks_is_known(string text) => Assert.True(new TraefikDialect().Recognises(new DialectText("a", text)));

    [Theory]
    [InlineData("")]
    [InlineData("version: 1\nroutes: {}")]
    [InlineData("version: 1\nentryPoints: { web: { listen: \":80\" } }\nservices: {}")]
    [InlineData("version: 3\nendpoints: []")]
    [InlineData("{\"$schema\": \"https://www.krakend.io/schema/krakend.json\", \"version\": 3, \"endpoints\": []}")]
    [InlineData("_format_version: \"3.0\"\nservices:\n- name: a\n  url: http://a")]
    [InlineData("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute")]
    [InlineData("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  annotations: { higress.io/mirror-target-service: a }")]
    [InlineData("apiVersion: v1\nkind: Service")]
    [InlineData("{\"ReverseProxy\": {\"Routes\": {}, \"Clusters\": {}}}")]
    [InlineData("routes:\n  - name: a\n    forward: { destinations: [] }")]
    [InlineData("# http:\n#   routers:\nname: x")]
    [InlineData("note: http routers services")]
    public void A_file_of_somebody_elses_is_left_alone(string text) => Assert.False(new TraefikDialect().Recognises(new DialectText("a", text)));

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: { name: a }", true)]
    [InlineData("{\"kind\": \"EndpointSlice\"}", true)]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n- kind: Endpoints", true)]
    [InlineData("[[tls.certificates]]\ncertFile = \"a\"", true)]
    [InlineData("tls: { certificates: [] }", true)]
    [InlineData("apiVersion: apps/v1\nkind: Deployment", false)]
    [InlineData("version: 1\nroutes: {}", false)]
    public void A_file_that_means_something_beside_one_is_taken_along(string text, bool joins)
    {
        Assert.Equal(joins, new TraefikDialect().Joins(new DialectText("a", text)));
        var groups = DialectBook.Group([new DialectText("b", "http:\n  routers: {}"), new DialectText("a", text)]);
        Assert.Equal(joins ? 2 : 1, groups.Single(group => group.Dialect.Name == "traefik").Files.Length);
    }

    [Theory]
    [InlineData("a = 1", true)]
    [InlineData("# c\n\n[a]\n", true)]
    [InlineData("[[a]]", true)]
    [InlineData("\"a.b\" = 1", true)]
    [InlineData("[a.\"b\"]", true)]
    [InlineData("a: 1", false)]
    [InlineData("a: x = 1", false)]
    [InlineData("{\"a\": 1}", false)]
    [InlineData("[{\"a\": 1}]", false)]
    [InlineData("- a = 1", false)]
    [InlineData("---\na: 1", false)]
    [InlineData("", false)]
    public void Toml_is_told_from_yaml_by_its_first_line(string text, bool toml) => Assert.Equal(toml, TraefikSigns.IsToml(text));
}
