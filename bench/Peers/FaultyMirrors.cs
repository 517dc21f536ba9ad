using TestKit;

namespace Halfsilver.Peers;

/// <summary>Mirrors that a gateway must not feel, by the name of their route.</summary>
internal sealed class FaultyMirrors : IAsyncDisposable
{
    private readonly (string Route, BadMirror Mirror)[] _all =
    [
        ("refuse", BadMirror.Refuses()),
        ("reset", BadMirror.ResetsAtAccept()),
        ("slow1s", BadMirror.Slow(TimeSpan.FromSeconds(1))),
        ("hole", BadMirror.Hangs()),
        ("slowread", BadMirror.NeverReads()),
    ];

    /// <summary><c>refuse=1 reset=2 ...</c>, with ports.</summary>
    public override string ToString() => string.Join(' ', _all.Select(one => $"{one.Route}={one.Mirror.Port}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, mirror) in _all)
        {
            await mirror.DisposeAsync();
        }
    }
}
