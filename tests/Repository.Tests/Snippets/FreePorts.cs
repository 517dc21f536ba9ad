using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Repository.Tests.Snippets;

/// <summary>Puts free ports in the place of those that a page names: the same one for the same number, over the whole page.</summary>
internal sealed partial class FreePorts
{
    private readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);

    /// <summary>The port that stands for a page's port.</summary>
    public int this[string named]
    {
        get
        {
            if (!_given.TryGetValue(named, out var port))
            {
                _given[named] = port = Free();
            }

            return port;
        }
    }

    /// <summary>The text with other ports.</summary>
    public string In(string text) =>
        Local().Replace(text, place => $"{place.Groups["host"].Value}{this[place.Groups["port"].Value]}");

    // The system may offer a port again that it has offered before.
    private int Free()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            if (!_given.ContainsValue(port))
            {
                return port;
            }
        }
    }

    [GeneratedRegex(@"(?<host>\b(127\.0\.0\.1|localhost):|\bhost: (127\.0\.0\.1|localhost), port: )(?<port>[1-9]\d{1,4})\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Local();
}
