using System.Net.Sockets;
using System.Text;
using TestKit;

namespace Halfsilver.Soak;

/// <summary>Answers each request with the body that it brought, and counts.</summary>
internal sealed class EchoUpstream : LoopbackServer
{
    private long _count;

    public EchoUpstream() => Begin();

    /// <summary>Requests answered so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    protected override async Task ServeAsync(Socket socket, int number)
    {
        var reader = new MessageReader(socket);
        try
        {
            while (await reader.ReadAsync(Stopping))
            {
                Interlocked.Increment(ref _count);
                await socket.SendAllAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {reader.Body.Length}\r\n\r\n"), Stopping);
                await socket.SendAllAsync(reader.Body, Stopping);
            }
        }
        catch (IOException)
        {
            // A copy may be cut in the middle, as when its time is up; the books say so, and the client's side is counted by the client.
        }
    }
}
