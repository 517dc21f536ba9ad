using BenchmarkDotNet.Attributes;
using Halfsilver.Teeing;

namespace Halfsilver.Micro;

/// <summary>A body of 64 KiB through a tee to one and to four readers.</summary>
[MemoryDiagnoser]
public class TeeReads
{
    private readonly ByteBudget _budget = new(64L << 20);
    private readonly byte[] _body = new byte[64 * 1024];
    private Follower[] _followers = [];

    /// <summary>Copies.</summary>
    [Params(1, 4)]
    public int Readers { get; set; }

    /// <summary>Makes the readers.</summary>
    [GlobalSetup]
    public void Make() => _followers = [.. Enumerable.Range(0, Readers).Select(_ => new Follower())];

    /// <summary>Written and read whole.</summary>
    [Benchmark]
    public async Task<int> WholeAsync()
    {
        var tee = Tee.Rent(_budget);
        foreach (var follower in _followers)
        {
            tee.Attach(follower.Reader, window: 1 << 20);
        }

        tee.Append(_body);
        tee.Complete();
        tee.Release();
        var read = 0;
        foreach (var follower in _followers)
        {
            read += await follower.ReadAsync();
        }

        return read;
    }

    private sealed class Follower : ITeeFollower
    {
        public Follower() => Reader = new TeeReader(this);

        public TeeReader Reader { get; }

        public void ReaderCut()
        {
            // There is nothing to let go of.
        }

        public async ValueTask<int> ReadAsync()
        {
            var count = 0;
            while (await Reader.ReadAsync() is { Kind: TeeResultKind.Bytes } piece)
            {
                count += piece.Bytes.Length;
                Reader.Advance(piece.Bytes.Length);
            }

            Reader.Detach();
            return count;
        }
    }
}
