using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>A call's answer that is the client's. A call that is ended before it answers leaves the client's answer to others.</summary>
internal sealed class PassedAnswer(AnswerSink client) : AnswerSink
{
    public override ValueTask<bool> InterimAsync(AnswerHead head) => client.InterimAsync(head);

    // A call never asks for it.
    public override ValueTask<bool> UpgradeAsync(AnswerHead head) => new(false);

    public override void Start(AnswerHead head, BodyFraming framing, long length)
    {
        client.Start(head, framing, length);
        Status = client.Status;
    }

    public override void Write(ReadOnlySpan<byte> piece) => client.Write(piece);

    public override async ValueTask<bool> FlushAsync()
    {
        var sent = await client.FlushAsync();
        Lost = client.Lost;
        return sent;
    }

    public override async ValueTask<bool> EndAsync(ReadOnlyMemory<byte> trailers)
    {
        var sent = await client.EndAsync(trailers);
        (Ended, Lost) = (client.Ended, client.Lost);
        return sent;
    }

    public override void Abort()
    {
        Lost = true;
        if (Started)
        {
            client.Abort();
        }
    }
}
