using System.Net.Sockets;
using System.Text;
using TestKit;

namespace Halfsilver.Tests.Sending;

/// <summary>A mirror that does to each connection what a test says, and nothing HTTP asks for.</summary>
internal sealed class RawMirror : LoopbackServer
{
    private readonly Func<Socket, CancellationToken, Task> _serve;

    public RawMirror(Func<Socket, CancellationToken, Task> serve, int receiveBuffer = 0, int segment = 0)
        : base(receiveBuffer: receiveBuffer, segment: segment)
    {
        _serve = serve;
        Begin();
    }

    /// <summary>Reads a little, says this, then reads on for ever.</summary>
    public static RawMirror Saying(string answer) => new(async (socket, stop) =>
    {
        var buffer = new byte[64 * 1024];
        await socket.ReceiveAsync(buffer, stop);
        await socket.SendAsync(Encoding.Latin1.GetBytes(answer), stop);
        while (await socket.ReceiveAsync(buffer, stop) > 0)
        {
        }
    });

    /// <summary>Reads a little, says this, and closes.</summary>
    public static RawMirror SayingLast(string answer) => new(async (socket, stop) =>
    {
        await socket.ReceiveAsync(new byte[64 * 1024], stop);
        await socket.SendAsync(Encoding.Latin1.GetBytes(answer), stop);
        socket.Shutdown(SocketShutdown.Both);
    });

    /// <summary>Accepts and never reads.</summary>
    public static RawMirror Frozen() => new(static (_, stop) => Task.Delay(Timeout.Infinite, stop), receiveBuffer: 4096);

    /// <summary>Reads and never answers.</summary>
    public static RawMirror Silent() => Saying("");

    /// <summary>Ends every connection with RST, once it has read if asked to.</summary>
    public static RawMirror Resetting(bool afterReading) => new(async (socket, stop) =>
    {
        if (afterReading)
        {
            await socket.ReceiveAsync(new byte[1024], stop);
        }

        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    });

    protected override Task ServeAsync(Socket socket, int number) => _serve(socket, Stopping);
}
