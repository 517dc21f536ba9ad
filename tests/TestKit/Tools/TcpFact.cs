namespace TestKit;

/// <summary>One TCP socket as the kernel lists it.</summary>
public sealed record TcpFact(int LocalPort, int RemotePort, TcpFactState State, long Inode);

/// <summary>The kernel's numbers for the states of a TCP socket.</summary>
public enum TcpFactState
{
    /// <summary>No state.</summary>
    None = 0,

    /// <summary>Connected.</summary>
    Established = 1,

    /// <summary>Connecting.</summary>
    SynSent = 2,

    /// <summary>Being connected to.</summary>
    SynReceived = 3,

    /// <summary>Ended here, not yet acknowledged.</summary>
    FinWait1 = 4,

    /// <summary>Ended here, open there.</summary>
    FinWait2 = 5,

    /// <summary>Over, kept for late bytes.</summary>
    TimeWait = 6,

    /// <summary>Closed.</summary>
    Closed = 7,

    /// <summary>Ended there, open here.</summary>
    CloseWait = 8,

    /// <summary>Ended on both sides, not yet acknowledged.</summary>
    LastAck = 9,

    /// <summary>Waiting for connections.</summary>
    Listening = 10,

    /// <summary>Both ends at once.</summary>
    Closing = 11,
}
