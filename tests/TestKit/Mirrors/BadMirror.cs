using System.Net.Sockets;

namespace TestKit;

/// <summary>A server that behaves badly in one named way, and counts what reached it.</summary>
public sealed partial class BadMirror : LoopbackServer
{
    private const string PlainHead = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    private const string PlainAnswer = PlainHead + "ok";

    private readonly Func<MirrorConnection, Task> _behave;
    private readonly Tally _requests = new("requests begun");
    private readonly List<Socket> _fillers = [];
    private long _sent;

    private BadMirror(Func<MirrorConnection, Task> behave, int backlog = 1024, int receiveBuffer = 0, bool listens = true)
        : base(backlog, receiveBuffer, listens) => _behave = behave;

    /// <summary>Requests of which a byte was read.</summary>
    public int Requests => _requests.Value;

    /// <summary>Bytes it sent.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    /// <summary>Waits until at least so many requests have begun.</summary>
    public Task WaitForRequestsAsync(int count, TimeSpan? timeout = null) => _requests.WaitForAsync(count, timeout);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _fillers.ForEach(filler => filler.Dispose());
        await base.DisposeAsync();
    }

    internal void CountRequest() => _requests.Add();

    internal void CountSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    /// <inheritdoc/>
    protected override Task ServeAsync(Socket socket, int number) => _behave(new MirrorConnection(this, socket, Stopping));

    private static BadMirror Start(Func<MirrorConnection, Task> behave, int receiveBuffer = 0)
    {
        var mirror = new BadMirror(behave, receiveBuffer: receiveBuffer);
        mirror.Begin();
        return mirror;
    }

    /// <summary>Reads each request whole, then does this; goes on until the sender or the behaviour ends.</summary>
    private static BadMirror ForEach(Func<MirrorConnection, RecordedRequest, Task> answer) => Start(async connection =>
    {
        while (await connection.ReadRequestAsync() is { } request)
        {
            await answer(connection, request);
        }
    });

    /// <summary>Reads one request, says this, and leaves the connection open without another word.</summary>
    private static BadMirror Says(string answer) => Start(async connection =>
    {
        if (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(answer);
            await connection.DrainAsync();
        }
    });
}
