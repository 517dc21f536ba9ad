namespace Halfsilver.Steps;

/// <summary>Blocks of one size that wait for their next use, the last one first: its memory is the warmest. What does not fit is left to the collector.</summary>
/// <param name="size">Bytes of each.</param>
/// <param name="mostKept">How many wait.</param>
internal sealed class BlockShelf(int size, int mostKept)
{
    private readonly Lock _gate = new();
    private readonly Stack<Block> _kept = new();

    public Block Rent()
    {
        lock (_gate)
        {
            if (_kept.TryPop(out var block))
            {
                return block;
            }
        }

        return new Block(this, size);
    }

    public void Return(Block block)
    {
        lock (_gate)
        {
            if (_kept.Count < mostKept)
            {
                _kept.Push(block);
            }
        }
    }
}
