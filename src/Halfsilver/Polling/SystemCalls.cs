using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Halfsilver.Polling;

/// <summary>The system calls of sockets that never wait. Results are those of <see cref="SocketResult"/>.</summary>
internal static unsafe partial class SystemCalls
{
    /// <summary>A send that never waits, and raises no signal.</summary>
    public const int SendFlags = NoWait | NoSignal;

    private const string Library = "libc";
    private const int Look = 2;
    private const int NoWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int SocketLevel = 1;
    private const int PendingError = 4;
    private const int Interrupted = 4;
    private const int NothingLeft = 11;
    private const int UnderWay = 115;

    /// <summary>Makes a poll set; negative when there is no descriptor for it.</summary>
    public static int CreatePoll()
    {
        const int closeOnExec = 0x80000;
        var descriptor = EpollCreate(closeOnExec);
        return descriptor >= 0 ? descriptor : Failure();
    }

    /// <summary>Watches a descriptor; what is ready already is told at the next wait.</summary>
    public static int Watch(int poll, int descriptor, PollEvents events, ulong token)
    {
        const int add = 1;
        var record = stackalloc byte[PollEvent.MostSize];
        PollEvent.Write(record, events, token);
        return EpollControl(poll, add, descriptor, record) == 0 ? 0 : Failure();
    }

    /// <summary>What has become ready, or becomes so next; the number of records that were written.</summary>
    public static int Wait(int poll, byte* records, int most, bool waits)
    {
        while (true)
        {
            var count = EpollWait(poll, records, most, waits ? -1 : 0);
            if (count >= 0)
            {
                return count;
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return Failure();
            }
        }
    }

    public static int Receive(int descriptor, Span<byte> into)
    {
        fixed (byte* start = into)
        {
            var count = Receive(descriptor, start, into.Length, NoWait);
            return count >= 0 ? (int)count : Failure();
        }
    }

    /// <summary>Whether there is something to receive, the end and errors included: as receiving it would be, but nothing is taken.</summary>
    public static int Peek(int descriptor)
    {
        byte first;
        var count = Receive(descriptor, &first, 1, NoWait | Look);
        return count >= 0 ? (int)count : Failure();
    }

    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var count = Send(descriptor, start, bytes.Length, SendFlags);
            return count >= 0 ? (int)count : Failure();
        }
    }

    /// <summary>Sends two pieces, one behind the other.</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        fixed (byte* firstStart = first, secondStart = second)
        {
            var pieces = stackalloc Piece[2];
            pieces[0] = new Piece { Start = firstStart, Length = first.Length };
            pieces[1] = new Piece { Start = secondStart, Length = second.Length };
            var message = new Message { Pieces = pieces, PieceCount = 2 };
            var count = SendMessage(descriptor, &message, SendFlags);
            return count >= 0 ? (int)count : Failure();
        }
    }

    /// <summary>Begins to connect, to an address as the system has it; <see cref="SocketResult.WouldBlock"/> where that is under way.</summary>
    public static int Connect(int descriptor, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return Connect(descriptor, start, address.Length) == 0 ? 0 : Marshal.GetLastPInvokeError() switch
            {
                UnderWay => SocketResult.WouldBlock,

                // No local port: nothing is under way.
                NothingLeft => SocketResult.Of(SocketError.AddressNotAvailable),
                _ => Failure(),
            };
        }
    }

    /// <summary>How a connect that was under way came out.</summary>
    public static int Connected(int descriptor)
    {
        int error = 0, size = sizeof(int);
        return GetOption(descriptor, SocketLevel, PendingError, &error, &size) != 0 ? Failure() : error == 0 ? 0 : SocketResult.OfNumber(error);
    }

    private static int Failure() => SocketResult.OfNumber(Marshal.GetLastPInvokeError());

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int poll, int operation, int descriptor, byte* record);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int poll, byte* records, int most, int milliseconds);

    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, byte* start, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int descriptor, byte* start, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int descriptor, Message* message, int flags);

    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int descriptor, byte* address, int length);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int descriptor, int level, int option, int* value, int* size);

    // struct iovec
    private struct Piece
    {
        public byte* Start;
        public nint Length;
    }

    // struct msghdr, with the padding that 64-bit systems put there
    private struct Message
    {
        public void* Name;
        public nint NameLength;
        public Piece* Pieces;
        public nint PieceCount;
        public void* Control;
        public nint ControlLength;
        public nint Flags;
    }
}
