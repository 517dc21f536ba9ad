using System.Collections.Concurrent;
using System.Net.Sockets;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>Reads one head, says what it is told and gives the socket to a test's own protocol.</summary>
internal sealed class UpgradingUpstream : LoopbackServer
{
    private readonly string _says;
    private readonly Func<NetworkStream, Task> _talk;

    public UpgradingUpstream(string says, Func<NetworkStream, Task> talk)
    {
        (_says, _talk) = (says, talk);
        Begin();
    }

    /// <summary>The heads that came.</summary>
    public ConcurrentQueue<string> Heads { get; } = [];

    /// <summary>Sends back whatever comes, and ends when the other side has.</summary>
    public static async Task EchoAsync(NetworkStream stream)
    {
        await stream.CopyToAsync(stream);
        stream.Socket.Shutdown(SocketShutdown.Send);
    }

    protected override async Task ServeAsync(Socket socket, int number)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        var head = new List<byte>();
        var octet = new byte[1];
        while (!Bytes.Text([.. head]).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(octet, Stopping) == 0)
            {
                return;
            }

            head.Add(octet[0]);
        }

        Heads.Enqueue(Bytes.Text([.. head]));
        await stream.WriteAsync(Bytes.Of(_says), Stopping);
        try
        {
            await _talk(stream);
        }
        catch (IOException)
        {
            // The peer went; the test looks at what it has seen.
        }
    }
}
