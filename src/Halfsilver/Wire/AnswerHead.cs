namespace Halfsilver.Wire;

/// <summary>The head of an answer: status, reason and fields, as the upstream sent them.</summary>
internal sealed class AnswerHead : MessageHead
{
    private (int Start, int Length) _reason;

    /// <summary>100 to 599.</summary>
    public int Status { get; set; }

    /// <summary>The reason phrase as it came; may be empty.</summary>
    public ReadOnlySpan<byte> Reason => Buffer.AsSpan(_reason.Start, _reason.Length);

    /// <inheritdoc/>
    public override void Reset(byte[] buffer, int length)
    {
        base.Reset(buffer, length);
        _reason = default;
        Status = 0;
    }

    public void SetReason(int start, int length) => _reason = (start, length);
}
