using System.Net.Sockets;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>An upstream that does to each of its connections, which are numbered from 1, what a test says.</summary>
internal sealed class ScriptedUpstream : LoopbackServer
{
    private readonly Func<Talk, int, Task> _script;

    public ScriptedUpstream(Func<Talk, int, Task> script, int receiveBuffer = 0, int segment = 0)
        : base(receiveBuffer: receiveBuffer, segment: segment)
    {
        _script = script;
        Begin();
    }

    protected override Task ServeAsync(Socket socket, int number) => _script(new Talk(socket, Stopping), number);

    /// <summary>One connection, as the script sees it.</summary>
    internal sealed class Talk(Socket socket, CancellationToken stop)
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private string _ahead = "";

        public Socket Socket => socket;

        public CancellationToken Stop => stop;

        /// <summary>The next bytes up to this text, with it; null when the peer ended first.</summary>
        public async Task<string?> ReadToAsync(string end)
        {
            while (!_ahead.Contains(end, StringComparison.Ordinal))
            {
                var received = await socket.ReceiveAsync(_buffer, stop);
                if (received == 0)
                {
                    return null;
                }

                _ahead += Bytes.Text(_buffer.AsSpan(0, received));
            }

            var behind = _ahead.IndexOf(end, StringComparison.Ordinal) + end.Length;
            var text = _ahead[..behind];
            _ahead = _ahead[behind..];
            return text;
        }

        public ValueTask SayAsync(string text) => socket.SendAllAsync(Bytes.Of(text), stop);
    }
}
