using System.IO.Pipelines;

namespace Halfsilver.Gateway.Listening;

/// <summary>An HTTP/2 stream that a client has made a tunnel of (RFC 8441).</summary>
internal sealed class HttpContextStream(HttpContext context, Stream stream) : UpgradedClient(PipeReader.Create(stream))
{
    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
            return true;
        }
        catch (Exception e) when (ClientEnd.Is(e))
        {
            return false;
        }
    }

    /// <summary>A stream ends with its request, so both directions do.</summary>
    public override ValueTask EndAsync()
    {
        CancelRead();
        return ValueTask.CompletedTask;
    }

    public override void Abort()
    {
        CancelRead();
        context.Abort();
    }
}
