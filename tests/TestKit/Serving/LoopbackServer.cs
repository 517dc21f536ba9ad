using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TestKit;

/// <summary>Accepts connections on a free loopback port and serves each on its own task until disposed.</summary>
public abstract class LoopbackServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, (Socket Socket, Task Serving)> _open = [];
    private readonly ConcurrentQueue<Exception> _faults = [];
    private readonly Tally _accepted = new("connections");
    private Task _accepting = Task.CompletedTask;

    /// <summary>Binds at once; connections are accepted after <see cref="Begin"/>.</summary>
    /// <param name="backlog">Connections the kernel may hold before they are accepted.</param>
    /// <param name="receiveBuffer">Receive buffer in bytes of each connection; 0 leaves the kernel's.</param>
    /// <param name="listens">False only binds: the port is held, and every connection is refused.</param>
    /// <param name="segment">Longest segment it lets itself be sent, in bytes, so that a peer can send little ahead; 0 leaves the kernel's.</param>
    protected LoopbackServer(int backlog = 1024, int receiveBuffer = 0, bool listens = true, int segment = 0)
    {
        if (receiveBuffer > 0)
        {
            _listener.ReceiveBufferSize = receiveBuffer;
        }

        if (segment > 0)
        {
            // TCP_MAXSEG of Linux.
            _listener.SetRawSocketOption((int)SocketOptionLevel.Tcp, 2, BitConverter.GetBytes(segment));
        }

        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (listens)
        {
            _listener.Listen(backlog);
        }

        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The port it listens on.</summary>
    public int Port => EndPoint.Port;

    /// <summary><c>http://127.0.0.1:port</c>.</summary>
    public Uri Url => new($"http://{EndPoint}");

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Authority => EndPoint.ToString();

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _accepted.Value;

    /// <summary>Connections being served now.</summary>
    public int OpenConnections => _open.Count;

    /// <summary>Cancelled when the server is disposed.</summary>
    protected CancellationToken Stopping => _stop.Token;

    /// <summary>Waits until at least so many connections were accepted.</summary>
    public Task WaitForConnectionsAsync(int count, TimeSpan? timeout = null) => _accepted.WaitForAsync(count, timeout);

    /// <summary>Stops accepting and frees the port; connections that are open stay.</summary>
    public async Task StopListeningAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    /// <summary>Ends every open connection with RST.</summary>
    public void ResetAll()
    {
        foreach (var (socket, _) in _open.Values)
        {
            Sockets.Reset(socket);
        }
    }

    /// <summary>Ends everything; throws what the test's own code threw inside the server.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _stop.CancelAsync();
        await StopListeningAsync();
        foreach (var (socket, serving) in _open.Values)
        {
            socket.Dispose();
            await serving;
        }

        _stop.Dispose();
        if (_faults.TryDequeue(out var fault))
        {
            throw new InvalidOperationException($"{GetType().Name} failed while serving.", fault);
        }
    }

    /// <summary>Starts to accept.</summary>
    protected void Begin() => _accepting = AcceptAsync();

    /// <summary>Serves one connection; the socket is closed when this ends. Numbers start at 1.</summary>
    protected abstract Task ServeAsync(Socket socket, int number);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(Stopping);
                socket.NoDelay = true;
                var number = _accepted.Add();
                var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _open[number] = (socket, RunAsync(socket, number, begun.Task));
                begun.SetResult();
            }
        }
        catch (Exception e) when (Sockets.IsEnd(e))
        {
            // The listener was closed: nothing more to accept.
        }
    }

    private async Task RunAsync(Socket socket, int number, Task begun)
    {
        await begun;
        try
        {
            await ServeAsync(socket, number);
        }
        catch (Exception e) when (Sockets.IsEnd(e))
        {
            // Peers may go at any time.
        }
#pragma warning disable CA1031 // Kept and thrown at disposal: a test's answer may fail with anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _faults.Enqueue(e);
        }

        socket.Dispose();
        _open.TryRemove(number, out _);
    }
}
