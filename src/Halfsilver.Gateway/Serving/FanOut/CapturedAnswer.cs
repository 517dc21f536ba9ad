using System.Buffers;
using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>An answer that is collected instead of sent on, up to a limit. Owns its memory until it is disposed of.</summary>
internal sealed class CapturedAnswer(long most, Func<AnswerHead, bool>? redirects = null) : AnswerSink, IDisposable
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>The body, once the answer has ended.</summary>
    public ReadOnlyMemory<byte> Body => _bytes.AsMemory(0, _length);

    /// <summary>Whether it is a redirect that is followed: nothing of it is kept.</summary>
    public bool IsFollowed { get; private set; }

    /// <summary>Whether the body is encoded, so that nobody here can read it.</summary>
    public bool IsEncoded { get; private set; }

    /// <summary>Whether it grew past the limit.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether all of it is there, and can be read.</summary>
    public bool IsWhole => Ended && !Lost && !IsEncoded;

    public override ValueTask<bool> InterimAsync(AnswerHead head) => new(true);

    public override ValueTask<bool> UpgradeAsync(AnswerHead head) => new(false);

    public override void Start(AnswerHead head, BodyFraming framing, long length)
    {
        Status = head.Status;
        IsFollowed = redirects?.Invoke(head) ?? false;
        var encoding = head.Find("Content-Encoding"u8);
        IsEncoded = encoding >= 0 && !head.Value(head.Fields[encoding]).SequenceEqual("identity"u8);
    }

    public override void Write(ReadOnlySpan<byte> piece)
    {
        if (IsFollowed)
        {
            return;
        }

        if (Lost || _length + piece.Length > most)
        {
            IsTooLong = !Lost || IsTooLong;
            Lost = true;
            return;
        }

        if (_bytes.Length - _length < piece.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, 2 * (_length + piece.Length)));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            Dispose();
            _bytes = larger;
        }

        piece.CopyTo(_bytes.AsSpan(_length));
        _length += piece.Length;
    }

    /// <summary>False, as for a client that has left, when the answer has grown past the limit.</summary>
    public override ValueTask<bool> FlushAsync() => new(!Lost);

    public override ValueTask<bool> EndAsync(ReadOnlyMemory<byte> trailers)
    {
        Ended = true;
        return FlushAsync();
    }

    public override void Abort() => Lost = true;

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }
}
