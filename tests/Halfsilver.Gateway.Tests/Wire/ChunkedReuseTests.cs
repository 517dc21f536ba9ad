using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>
/// A primary may answer in the moment in which the last chunk is sent, before the gateway's own send has come back: the client's connection,
/// whose body has ended, goes on.
/// </summary>
public sealed class ChunkedReuseTests
{
    private const int Clients = 16;
    private const int RequestsEach = 1_500;

    [Fact]
    public async Task Connections_go_on_after_uploads_in_chunks_however_fast_the_primary_answers()
    {
        await using var primary = new ScriptedUpstream(async (talk, _) =>
        {
            while (await talk.ReadToAsync("\r\n0\r\n\r\n") is not null)
            {
                await talk.SayAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        var upload = Bytes.Of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        var load = Load.Get(gateway.Address, connections: Clients, requestsEach: RequestsEach) with { Request = _ => upload };
        var result = await LoadClient.RunAsync(load);
        Assert.Equal(0, result.Failed);
        Assert.Equal(Clients * RequestsEach, result.Answered);
    }
}
