using Halfsilver.Wire;

namespace Halfsilver.Tests.Wire;

/// <summary>A channel over nothing: what is received is said beforehand, and then nothing comes until it is closed; every send is gone at once.</summary>
internal sealed class ScriptedChannel(params ReadOnlyMemory<byte>[] receives) : WireChannel
{
    private readonly Queue<ReadOnlyMemory<byte>> _receives = new(receives);
    private readonly TaskCompletionSource<int> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte> _rest;

    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => new(Aborted);

    public override ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        if (_rest.IsEmpty && !_receives.TryDequeue(out _rest))
        {
            return new ValueTask<int>(_closed.Task);
        }

        var bytes = _rest[..Math.Min(_rest.Length, into.Length)];
        bytes.CopyTo(into);
        _rest = _rest[bytes.Length..];
        return new ValueTask<int>(bytes.Length);
    }

    public override void EndSending()
    {
        // Nobody is there to be told.
    }

    public override void Close() => _closed.TrySetResult(Aborted);

    public override void Retire(bool receives)
    {
        // It holds nothing.
    }
}
