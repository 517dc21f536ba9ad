using System.Runtime.InteropServices;

namespace Halfsilver.Polling;

/// <summary>The system calls of <c>io_uring(7)</c>, and what they share with the system.</summary>
internal static unsafe partial class RingCalls
{
    /// <summary>The call was interrupted; nothing has been lost.</summary>
    public const int Interrupted = 4;

    private const string Library = "libc";
    private const int SetupNumber = 425;
    private const int EnterNumber = 426;

    /// <summary>Makes a ring; negative where the system has none, or does not let this process have one.</summary>
    public static int Create(uint places, RingParameters* parameters) => (int)Setup(SetupNumber, places, parameters);

    /// <summary>Maps a part of a ring; null where that fails.</summary>
    public static byte* Map(int ring, RingPart part, nuint length)
    {
        const int readWrite = 3;
        const int sharedAndThere = 0x8001;
        var memory = Map(null, length, readWrite, sharedAndThere, ring, (nint)part);
        return (nint)memory == -1 ? null : memory;
    }

    /// <summary>Hands submissions over and waits for so many ends; how many were taken, or an error's number negated.</summary>
    public static int Enter(int ring, int submissions, int ends)
    {
        const uint waits = 1;
        var taken = (int)Enter(EnterNumber, ring, (uint)submissions, (uint)ends, waits, null, 0);
        return taken >= 0 ? taken : -Marshal.GetLastPInvokeError();
    }

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int ring);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Setup(nint number, uint places, RingParameters* parameters);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Enter(nint number, int ring, uint submissions, uint ends, uint flags, void* signals, nint size);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(void* at, nuint length, int protection, int flags, int descriptor, nint offset);
}

/// <summary>What of a ring is mapped.</summary>
internal enum RingPart
{
    /// <summary>Heads, tails and what has ended.</summary>
    Rings = 0,

    /// <summary>What is to be done.</summary>
    Submissions = 0x10000000,
}

// struct io_uring_params
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct RingParameters
{
    /// <summary>One mapping holds both rings (5.4), and sends that would wait are polled, not handed to threads (5.7).</summary>
    public const uint Needed = (1 << 0) | (1 << 5);

    public uint Submissions;
    public uint Ends;
    private readonly uint _flags, _threadProcessor, _threadIdle;
    public uint Features;
    private readonly uint _workers, _reserved0, _reserved1, _reserved2;
    private readonly uint _submissionHead;
    public uint SubmissionTail;
    public uint SubmissionMask;
    private readonly uint _submissionEntries, _submissionFlags, _dropped;
    public uint SubmissionArray;
    private readonly uint _reserved3;
    private readonly ulong _address0;
    public uint EndHead;
    public uint EndTail;
    public uint EndMask;
    private readonly uint _endEntries, _overflow;
    public uint EndArray;
}

// struct io_uring_sqe, as a send uses it
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct RingSend
{
    /// <summary>The code of a send.</summary>
    public const byte Send = 26;

    [FieldOffset(0)]
    public byte Code;

    [FieldOffset(4)]
    public int Descriptor;

    [FieldOffset(16)]
    public byte* Start;

    [FieldOffset(24)]
    public int Length;

    [FieldOffset(28)]
    public int Flags;

    [FieldOffset(32)]
    public ulong Place;
}

// struct io_uring_cqe
[StructLayout(LayoutKind.Sequential)]
internal struct RingEnd
{
    public ulong Place;
    public int Result;
    private readonly uint _flags;
}
