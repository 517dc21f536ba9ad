using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>An upstream that says what it was given, cut as it was told, and then ends.</summary>
internal sealed class CannedChannel(ReadOnlyMemory<byte> bytes, Func<int> piece) : WireChannel
{
    /// <summary>Bytes handed out.</summary>
    public int Given { get; private set; }

    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => new(bytes.Length);

    public override ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        Disagreement.Unless(!into.IsEmpty, "there is room to receive into");
        var length = Math.Min(Math.Min(into.Length, bytes.Length - Given), piece());
        bytes.Slice(Given, length).CopyTo(into);
        Given += length;
        return new(length);
    }

    public override void EndSending()
    {
    }

    public override void Close()
    {
    }

    public override void Retire(bool receives)
    {
    }
}
