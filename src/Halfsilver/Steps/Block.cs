using System.Buffers;
using System.Runtime.InteropServices;

namespace Halfsilver.Steps;

/// <summary>
/// Memory that a client's bytes are received into. Whoever follows a body may keep the block instead of copying what is in it; the last
/// owner to let go puts it back on its shelf. Lent again and again, itself included: a request costs none.
/// </summary>
internal sealed class Block : MemoryManager<byte>
{
    // All that clients' connections and bodies in flight leave behind: 31.5 MiB of each size, which is all the large ones that the default
    // budget of the copies lets be. Arrays of this size are collected with the oldest generation alone, which is seldom.
    private static readonly BlockShelf s_usual = new(Usual, 448);
    private static readonly BlockShelf s_large = new(Large, 112);

    /// <summary>What a connection reads into first, and what a body is read back into. A body of 64 KiB and its head are one receive.</summary>
    public const int Usual = 72 * 1024;

    /// <summary>What it reads into when it has filled another.</summary>
    public const int Large = 4 * Usual;

    private readonly BlockShelf _shelf;
    private int _owners;
    private int _lent;

    internal Block(BlockShelf shelf, int size)
    {
        _shelf = shelf;
        Bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);
    }

    public byte[] Bytes { get; }

    /// <param name="least">Above <see cref="Usual"/>, a large one.</param>
    public static Block Rent(int least)
    {
        var block = (least <= Usual ? s_usual : s_large).Rent();
        block.Lend();
        return block;
    }

    /// <summary>Gives it its first owner, who disposes of it.</summary>
    internal void Lend()
    {
        Volatile.Write(ref _lent, 1);
        Volatile.Write(ref _owners, 1);
    }

    /// <summary>One more owner, who calls <see cref="Release"/>. Only while there is one.</summary>
    public void Keep() => Interlocked.Increment(ref _owners);

    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            _shelf.Return(this);
        }
    }

    public override Span<byte> GetSpan() => Bytes;

    public override MemoryHandle Pin(int elementIndex = 0) => MemoryMarshal.CreateFromPinnedArray(Bytes, elementIndex, Bytes.Length - elementIndex).Pin();

    public override void Unpin()
    {
        // The array never moves.
    }

    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        segment = Bytes;
        return true;
    }

    /// <summary>Whoever rented it is done; a second call changes nothing.</summary>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _lent, 0) != 0)
        {
            Release();
        }
    }
}
