using System.Globalization;

namespace TestKit;

/// <summary>Facts about a process from <c>/proc</c>.</summary>
public static class ProcFacts
{
    /// <summary>Resident memory in bytes.</summary>
    public static long ResidentBytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Open descriptors.</summary>
    public static int Descriptors(int pid) => Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();

    /// <summary>The process's connections whose other end is this port.</summary>
    public static IReadOnlyList<TcpFact> ConnectionsTo(int pid, int port) => [.. Tcp(pid).Where(fact => fact.RemotePort == port)];

    /// <summary>The process's sockets, listening or connected, whose own end is this port.</summary>
    public static IReadOnlyList<TcpFact> SocketsAt(int pid, int port) => [.. Tcp(pid).Where(fact => fact.LocalPort == port)];

    /// <summary>All TCP sockets of a process.</summary>
    public static IReadOnlyList<TcpFact> Tcp(int pid)
    {
        var inodes = SocketInodes(pid);
        return [.. Table(pid, "tcp").Concat(Table(pid, "tcp6")).Where(fact => inodes.Contains(fact.Inode))];
    }

    private static HashSet<long> SocketInodes(int pid)
    {
        var inodes = new HashSet<long>();
        foreach (var descriptor in Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd"))
        {
            // A descriptor may close while the folder is read: then it has no target any more.
            if (new FileInfo(descriptor).LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal))
            {
                inodes.Add(long.Parse(target.AsSpan(8, target.Length - 9), CultureInfo.InvariantCulture));
            }
        }

        return inodes;
    }

    private static IEnumerable<TcpFact> Table(int pid, string table)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/net/{table}").Skip(1))
        {
            var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return new TcpFact(Port(cells[1]), Port(cells[2]), (TcpFactState)Hex(cells[3]), long.Parse(cells[9], CultureInfo.InvariantCulture));
        }
    }

    private static int Port(string address) => Hex(address[(address.LastIndexOf(':') + 1)..]);

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
