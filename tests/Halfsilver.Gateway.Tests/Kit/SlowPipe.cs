using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>A listener before a server: takes one connection, and passes nothing on until its gate opens; then all, both ways.</summary>
internal sealed class SlowPipe : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private SlowPipe()
    {
        // Small, so that what is held back is the gateway's to keep and not the kernel's.
        _listener.Server.ReceiveBufferSize = 64 * 1024;
        _listener.Start();
    }

    public string Authority => _listener.LocalEndpoint.ToString()!;

    public static Task<SlowPipe> StartAsync(EndPoint to, Task gate)
    {
        var pipe = new SlowPipe();
        pipe._running = pipe.RunAsync(to, gate);
        return Task.FromResult(pipe);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        try
        {
            await _running;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            // Whatever was on its way is of no interest any more.
        }

        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(EndPoint to, Task gate)
    {
        using var near = await _listener.AcceptSocketAsync(_stop.Token);
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await far.ConnectAsync(to, _stop.Token);
        await gate.WaitAsync(_stop.Token);
        using var nearBytes = new NetworkStream(near);
        using var farBytes = new NetworkStream(far);
        await Task.WhenAny(nearBytes.CopyToAsync(farBytes, 256 * 1024, _stop.Token), farBytes.CopyToAsync(nearBytes, _stop.Token));
    }
}
