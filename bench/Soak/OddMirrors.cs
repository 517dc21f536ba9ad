using TestKit;

namespace Halfsilver.Soak;

/// <summary>Mirrors with every fault the kit has; one after the other is the target.</summary>
internal sealed class OddMirrors : IAsyncDisposable
{
    private readonly (string Fault, LoopbackServer Mirror)[] _all =
    [
        ("resets mid answer", BadMirror.ResetsMidAnswer()),
        ("refuses", BadMirror.Refuses()),
        ("hangs", BadMirror.Hangs()),
        ("answers well", new EchoUpstream()),
        ("never reads", BadMirror.NeverReads()),
        ("resets at accept", BadMirror.ResetsAtAccept()),
        ("resets mid request", BadMirror.ResetsMidRequest()),
        ("drips its head", BadMirror.DripsHead()),
        ("drips its body", BadMirror.DripsBody()),
        ("endless chunks", BadMirror.EndlessBody(chunked: true)),
        ("giant head", BadMirror.GiantHead()),
        ("endless interim answers", BadMirror.EndlessInterim()),
        ("binary garbage", BadMirror.Garbage(GarbageKind.Binary)),
        ("two lengths", BadMirror.Garbage(GarbageKind.TwoLengths)),
        ("bad chunk size", BadMirror.Garbage(GarbageKind.BadChunkSize)),
        ("truncates", BadMirror.Truncates()),
        ("truncates a chunk", BadMirror.Truncates(chunked: true)),
        ("slow", BadMirror.Slow(TimeSpan.FromMilliseconds(200))),
        ("closes when idle", BadMirror.ClosesIdle()),
        ("upgrades", BadMirror.Upgrades()),
        ("status 500", BadMirror.Status500()),
    ];

    public int Count => _all.Length;

    public string Fault(int turn) => _all[turn % _all.Length].Fault;

    public int Port(int turn) => _all[turn % _all.Length].Mirror.Port;

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, mirror) in _all)
        {
            await mirror.DisposeAsync();
        }
    }
}
