using System.Net;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Admin.Access;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>Gateways and admin sides for one case, gone when it ends.</summary>
internal sealed class AnswerStage : IAsyncDisposable
{
    private readonly Stack<object> _open = new();

    /// <summary>A whole gateway with an open admin side.</summary>
    public async Task<RevisionsUnderTest> RealAsync(Func<LaunchRequest, LaunchRequest>? change = null) => Keep(await RevisionsUnderTest.StartAsync(change));

    /// <summary>An open admin side over a gateway that is what the case says.</summary>
    public async Task<AdminUnderTest> FakeAsync() => Keep(await AdminUnderTest.StartAsync());

    /// <summary>An admin side that takes a login, and tokens for it.</summary>
    public async Task<(AdminUnderTest Admin, Tokens Tokens)> GuardedAsync(TimeProvider? time = null)
    {
        var tokens = Keep(await Tokens.MakeAsync(time));
        return (Keep(await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory, time: time)), tokens);
    }

    /// <summary>Begins to have one more configuration read, which does not end.</summary>
    public async Task FillReaderAsync(RevisionsUnderTest admin)
    {
        var client = Keep(await RawClient.ConnectAsync(IPEndPoint.Parse(new Uri(admin.Url).Authority)));
        await client.SendAsync("POST /api/v1/config/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");

        // It is told to go on once its body is asked for.
        Assert.StartsWith("HTTP/1.1 100 ", Bytes.Text(await client.ReadSomeAsync()), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        while (_open.TryPop(out var open))
        {
            if (open is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
            else
            {
                ((IDisposable)open).Dispose();
            }
        }
    }

    private T Keep<T>(T open)
        where T : notnull
    {
        _open.Push(open);
        return open;
    }
}
