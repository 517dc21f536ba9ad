using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Tests.Journey;

/// <summary>Nobody is answered here.</summary>
internal sealed class NoAnswer : AnswerSink
{
    public override ValueTask<bool> InterimAsync(AnswerHead head) => new(true);

    public override ValueTask<bool> UpgradeAsync(AnswerHead head) => new(false);

    public override void Start(AnswerHead head, BodyFraming framing, long length) => Status = head.Status;

    public override void Write(ReadOnlySpan<byte> piece)
    {
    }

    public override ValueTask<bool> FlushAsync() => new(true);

    public override ValueTask<bool> EndAsync(ReadOnlyMemory<byte> trailers) => new(Ended = true);

    public override void Abort() => Lost = true;
}
