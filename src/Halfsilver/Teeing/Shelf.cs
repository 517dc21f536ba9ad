namespace Halfsilver.Teeing;

/// <summary>Memory of one size that waits for its next use. What does not fit is left to the collector.</summary>
/// <param name="size">Bytes of each.</param>
/// <param name="mostKept">How many wait.</param>
internal sealed class Shelf(int size, int mostKept)
{
    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _kept = new();

    public byte[] Rent()
    {
        lock (_gate)
        {
            if (_kept.TryPop(out var bytes))
            {
                return bytes;
            }
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    public void Return(byte[] bytes)
    {
        lock (_gate)
        {
            if (_kept.Count < mostKept)
            {
                _kept.Push(bytes);
            }
        }
    }
}
