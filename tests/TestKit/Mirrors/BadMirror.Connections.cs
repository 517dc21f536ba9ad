using System.Net.Sockets;

namespace TestKit;

/// <content>Those that fail before an answer begins.</content>
public sealed partial class BadMirror
{
    private static readonly TimeSpan UntilSynIsDropped = TimeSpan.FromMilliseconds(250);

    /// <summary>Holds its port and refuses every connection.</summary>
    public static BadMirror Refuses() => new(_ => Task.CompletedTask, listens: false);

    /// <summary>Reads whatever comes and never answers.</summary>
    public static BadMirror Hangs() => Start(async connection =>
    {
        while (await connection.ReadRequestAsync() is not null)
        {
        }
    });

    /// <summary>Accepts and never reads; its receive buffer is as small as the kernel allows.</summary>
    public static BadMirror NeverReads() => Start(connection => Task.Delay(Timeout.InfiniteTimeSpan, connection.Stop), receiveBuffer: 1024);

    /// <summary>Ends each connection with RST as soon as it is accepted.</summary>
    public static BadMirror ResetsAtAccept() => Start(connection =>
    {
        connection.Reset();
        return Task.CompletedTask;
    });

    /// <summary>Reads the head and ends the connection with RST, whatever body was still to come.</summary>
    public static BadMirror ResetsMidRequest() => Start(async connection =>
    {
        await connection.ReadHeadAsync();
        connection.Reset();
    });

    /// <summary>
    /// Does not answer SYN: nothing is accepted and the kernel's queue is full. Ready once this ends. As far as loopback allows:
    /// the kernel may let a late SYN in should a place ever come free, which it does not.
    /// </summary>
    public static async Task<BadMirror> BlackHoleSynAsync()
    {
        var mirror = new BadMirror(_ => Task.CompletedTask, backlog: 0);
        while (await mirror.FillPlaceAsync())
        {
        }

        return mirror;
    }

    private async Task<bool> FillPlaceAsync()
    {
        var filler = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _fillers.Add(filler);
        using var stop = new CancellationTokenSource();
        var connecting = filler.ConnectAsync(EndPoint, stop.Token);
        stop.CancelAfter(UntilSynIsDropped);
        try
        {
            await connecting;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
