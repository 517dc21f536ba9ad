using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>The one body that is a list.</summary>
public sealed class PresetBodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("[[]]")]
    [InlineData("[\"\"]")]
    [InlineData("[\"a b:80\"]")]
    [InlineData("[\"a:99999\"]")]
    [InlineData("[\"a:80\"")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("[\"a\\u0000\"]")]
    public async Task A_preset_takes_a_list_of_addresses_and_nothing_else(string body)
    {
        await using var gateway = await ManagedGateway.StartAsync();
        await gateway.PostAsync("/services", """{"name":"s","url":"http://pool"}""");
        await gateway.PostAsync("/services/s/routes", """{"name":"r","paths":["/"]}""");
        var revision = gateway.Gateway.Revision;

        var answer = await gateway.PostAsync("/upstreams/preset/round-robin?name=pool", body);

        Assert.Equal("400 VALIDATION_FAILED", answer.Error);
        Assert.Single(answer.Fields);
        Assert.Equal(revision, gateway.Gateway.Revision);
    }
}
