using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Kong;
using Halfsilver.Gateway.Admin.Kong.Management;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

public sealed class KongFormTests
{
    [Theory]
    [InlineData("name=a&port=80&enabled=true", """{"name":"a","port":80,"enabled":true}""")]
    [InlineData("tags=x&tags=y", """{"tags":["x","y"]}""")]
    [InlineData("tags[]=x&tags[2]=y+z", """{"tags":["x","y z"]}""")]
    [InlineData("path=&host=h", """{"path":null,"host":"h"}""")]
    [InlineData("port=eighty", """{"port":"eighty"}""")]
    [InlineData("client_certificate.id=c", """{"client_certificate":{"id":"c"}}""")]
    public void The_fields_of_a_service_have_their_types(string form, string json) => Same(json, KongBody.FromForm(form, EntityKind.Services));

    [Theory]
    [InlineData("name=traffic-mirror&config.mirror_host=m&config.mirror_port=80", """{"name":"traffic-mirror","config":{"mirror_host":"m","mirror_port":80}}""")]
    [InlineData("name=http-mirror&config.mirror_endpoints=http://a&config.mirror_endpoints=http://b", """{"name":"http-mirror","config":{"mirror_endpoints":["http://a","http://b"]}}""")]
    [InlineData("name=traffic-mirror&config.mirror_host=80", """{"name":"traffic-mirror","config":{"mirror_host":"80"}}""")]
    [InlineData("config.percentage=5", """{"config":{"percentage":5}}""")]
    [InlineData("name=request-transformer&config.add.headers[]=a:b", """{"name":"request-transformer","config":{"add":{"headers":["a:b"]}}}""")]
    public void The_fields_of_a_plugin_s_configuration_too(string form, string json) => Same(json, KongBody.FromForm(form, EntityKind.Plugins));

    [Theory]
    [InlineData("a..b=1")]
    [InlineData("=1")]
    [InlineData("a.b.c.d.e.f.g.h.i=1")]
    [InlineData("name=%00")]
    public void A_form_that_cannot_be_read_is_refused(string form) =>
        Assert.Equal(400, Assert.Throws<RefusedRequestException>(() => KongBody.FromForm(form, EntityKind.Services)).Status);

    [Theory]
    [InlineData("connect_timeout", "connectTimeout")]
    [InlineData("name", "name")]
    [InlineData("https_redirect_status_code", "httpsRedirectStatusCode")]
    public void Names_go_both_ways(string snake, string camel) =>
        Assert.Equal((camel, snake), (FieldNames.Camel(snake), FieldNames.Snake(camel)));

    private static void Same(string json, JsonNode form) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), form), form.ToJsonString());
}
