using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Halfsilver.Polling;

/// <summary>What a descriptor is ready for (<c>epoll_ctl(2)</c>).</summary>
[Flags]
internal enum PollEvents : uint
{
    None = 0,
    Readable = 0x1,
    Writable = 0x4,
    Failed = 0x8,
    Ended = 0x10,
    PeerEnded = 0x2000,

    /// <summary>Told once for each change, not for as long as it lasts.</summary>
    Edges = 1u << 31,
}

/// <summary>The system's record of an event: its layout differs between processors.</summary>
internal static unsafe class PollEvent
{
    public const int MostSize = 16;

    // Packed where it once was for 32-bit programs' sake.
    private static readonly int s_token = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Bytes from one record to the next.</summary>
    public static int Size => s_token + sizeof(ulong);

    public static void Write(byte* record, PollEvents events, ulong token)
    {
        Unsafe.WriteUnaligned(record, (uint)events);
        Unsafe.WriteUnaligned(record + s_token, token);
    }

    public static (PollEvents Events, ulong Token) Read(byte* record) =>
        ((PollEvents)Unsafe.ReadUnaligned<uint>(record), Unsafe.ReadUnaligned<ulong>(record + s_token));
}
