using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>A call's answer that is the client's. A call that is ended before it answers leaves the client's answer to others.</summary>
internal sealed class PassedAnswer(AnswerSink client, Func<AnswerHead, bool> redirects) : AnswerSink
{
    /// <summary>Whether it is a redirect that is followed: nothing of it goes to the client.</summary>
    public bool IsFollowed { get; private set; }

    public override ValueTask<bool> InterimAsync(AnswerHead head) => client.InterimAsync(head);

    // A call never asks for it.
    public override ValueTask<bool> UpgradeAsync(AnswerHead head) => new(false);

    public override void Start(AnswerHead head, BodyFraming framing, long length)
    {
        IsFollowed = redirects(head);
        if (IsFollowed)
        {
            Status = head.Status;
            return;
        }

        client.Start(head, framing, length);
        Status = client.Status;
    }

    public override void Write(ReadOnlySpan<byte> piece)
    {
        if (!IsFollowed)
        {
            client.Write(piece);
        }
    }

    public override async ValueTask<bool> FlushAsync()
    {
        if (IsFollowed)
        {
            return true;
        }

        var sent = await client.FlushAsync();
        Lost = client.Lost;
        return sent;
    }

    public override async ValueTask<bool> EndAsync(ReadOnlyMemory<byte> trailers)
    {
        if (IsFollowed)
        {
            return Ended = true;
        }

        var sent = await client.EndAsync(trailers);
        (Ended, Lost) = (client.Ended, client.Lost);
        return sent;
    }

    public override void Abort()
    {
        Lost = true;
        if (Started && !IsFollowed)
        {
            client.Abort();
        }
    }
}
