using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Halfsilver.Polling;

/// <summary>
/// A thread that waits for sockets and runs, itself, what waited for them. There is one for each core; a socket stays with the loop it was
/// made on, so that a client and the services that are dialled for it mostly share a thread. What is sent in a turn goes together at its end
/// (<see cref="SendBatch"/>), and sockets that yield come behind that.
/// </summary>
internal sealed unsafe class PollLoop
{
    private const int MostEvents = 256;

    private static readonly Lazy<PollLoop[]> s_loops = new(StartAll);
    private static int s_next;

    [ThreadStatic]
    private static PollLoop? t_own;

    private readonly int _poll;
    private readonly Lock _growing = new();
    private PolledSocket?[] _sockets = new PolledSocket?[256];
    private uint _generation;
    private long _turn;

    private PollLoop(int poll, int number)
    {
        _poll = poll;

        // Nothing of whoever came first may be ambient in what runs here.
        new Thread(Run) { IsBackground = true, Name = $"halfsilver-poll-{number}" }.UnsafeStart();
    }

    /// <summary>Whether there are loops here: the system knows them, and had descriptors for them.</summary>
    public static bool IsSupported => s_loops.Value.Length > 0;

    /// <summary>The loop of this thread; elsewhere each in turn.</summary>
    public static PollLoop Near
    {
        get
        {
            var loops = s_loops.Value;
            return t_own ?? loops[(uint)Interlocked.Increment(ref s_next) % (uint)loops.Length];
        }
    }

    /// <summary>The turn it is in, from the wait that begins it: what it tells in a turn was so at some time in this turn.</summary>
    public long Turn => Volatile.Read(ref _turn);

    /// <summary>Watches a socket from now on, until its descriptor is closed.</summary>
    public int Watch(PolledSocket socket, int descriptor)
    {
        uint generation;
        lock (_growing)
        {
            if (descriptor >= _sockets.Length)
            {
                var larger = new PolledSocket?[Math.Max(descriptor + 1, _sockets.Length * 2)];
                _sockets.CopyTo(larger, 0);
                Volatile.Write(ref _sockets, larger);
            }

            generation = ++_generation;
            socket.Generation = generation;
            Volatile.Write(ref _sockets[descriptor], socket);
        }

        const PollEvents events = PollEvents.Readable | PollEvents.Writable | PollEvents.PeerEnded | PollEvents.Edges;
        return SystemCalls.Watch(_poll, descriptor, events, ((ulong)generation << 32) | (uint)descriptor);
    }

    /// <summary>Lets go of a socket; called before its descriptor is closed, which ends the watching.</summary>
    public void Forget(PolledSocket socket, int descriptor)
    {
        lock (_growing)
        {
            if (descriptor < _sockets.Length && _sockets[descriptor] == socket)
            {
                _sockets[descriptor] = null;
            }
        }
    }

    /// <summary>Tells a socket what it is ready for; false where that has to wait for the others.</summary>
    private bool TryTell(byte* record, SendBatch? batch, bool yieldingToo)
    {
        var (events, token) = PollEvent.Read(record);

        // What was ready may have been closed by what came before it, and its descriptor be another's.
        if (Volatile.Read(ref _sockets)[(int)(uint)token] is not { } socket || socket.Generation != (uint)(token >> 32))
        {
            return true;
        }

        if (socket.Yields && !yieldingToo)
        {
            return false;
        }

        socket.Ready(events, _turn);
        if (batch is { IsLarge: true })
        {
            batch.Complete();
        }

        return true;
    }

    private static PollLoop[] StartAll()
    {
        var loops = new List<PollLoop>();
        if (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64)
        {
            while (loops.Count < Environment.ProcessorCount && SystemCalls.CreatePoll() is >= 0 and var poll)
            {
                loops.Add(new PollLoop(poll, loops.Count));
            }
        }

        return [.. loops];
    }

    private void Run()
    {
        t_own = this;
        var batch = SendBatch.TryCreate();
        batch?.Enter();
        var records = stackalloc byte[PollEvent.MostSize * MostEvents];
        var late = stackalloc int[MostEvents];
        while (true)
        {
            Volatile.Write(ref _turn, _turn + 1);
            var count = SystemCalls.Wait(_poll, records, MostEvents, waits: batch is not { Any: true });
            if (count < 0)
            {
                throw new SocketException(-count);
            }

            var yielding = 0;
            for (var i = 0; i < count; i++)
            {
                if (!TryTell(records + (i * PollEvent.Size), batch, yieldingToo: false))
                {
                    late[yielding++] = i;
                }
            }

            batch?.Complete();
            for (var i = 0; i < yielding; i++)
            {
                TryTell(records + (late[i] * PollEvent.Size), batch, yieldingToo: true);
            }

            batch?.Complete();
        }
    }
}
