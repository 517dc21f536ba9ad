using System.Text.Json;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Kong;
using Halfsilver.Gateway.Admin.Kong.Management;
using Halfsilver.Gateway.Tests.Kit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

public sealed class AdminFaultsTests
{
    [Theory]
    [InlineData("/api/v1/gateway/services", "error")]
    [InlineData("/kong/services", "message")]
    [InlineData("/api/v1/status", "type")]
    public async Task A_fault_of_our_own_is_500_in_the_path_s_form_whole_in_the_log_and_not_in_the_answer(string path, string member)
    {
        var logs = new LogCapture();
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Response.Body = new MemoryStream();
        var manners = new ErrorManners((ManagementRoutes.Base, new Envelope(TimeProvider.System)), (KongRoutes.Base, new KongManner()));

        await manners.ChooseAsync(context, chosen => new AdminFaults(logs).CatchAsync(chosen, _ => throw new InvalidOperationException("the inner secret")));

        context.Response.Body.Position = 0;
        var text = await new StreamReader(context.Response.Body).ReadToEndAsync();
        Assert.Equal(500, context.Response.StatusCode);
        Assert.True(JsonDocument.Parse(text).RootElement.TryGetProperty(member, out _), text);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Single(logs.Of("admin.fault"));
    }
}
