using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Journey.Library;

/// <summary>A request body's reader that shows the tap what the application sees. Everything else is the server's.</summary>
internal sealed class TappedReader(PipeReader inner, BodyTap tap) : PipeReader
{
    private ReadOnlySequence<byte> _buffer;
    private State _state;

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var before = _state;
        _state = State.Reading;
        try
        {
            return See(await inner.ReadAsync(cancellationToken));
        }
        catch (IOException e)
        {
            tap.Failed(e);
            throw;
        }
        finally
        {
            // A read that threw has changed nothing.
            _state = _state == State.Reading ? before : _state;
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        try
        {
            var there = inner.TryRead(out result);
            if (there)
            {
                See(result);
            }

            return there;
        }
        catch (IOException e)
        {
            tap.Failed(e);
            throw;
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_state == State.Holding)
        {
            var count = _buffer.Slice(_buffer.Start, consumed).Length;
            _buffer = default;
            _state = State.Idle;
            tap.Consumed(count);
        }

        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        _state = State.Completed;
        inner.Complete(exception);
    }

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        _state = State.Completed;
        return inner.CompleteAsync(exception);
    }

    /// <summary>
    /// Looks at what the application left unread, as far as it has arrived: nothing is waited for and nothing taken away, so that neither
    /// the answer nor anybody after us notices.
    /// </summary>
    /// <param name="most">Bytes to look at.</param>
    public void LookAhead(long most)
    {
        if (_state != State.Idle)
        {
            return;
        }

        try
        {
            while (!tap.HasEnded && inner.TryRead(out var result))
            {
                var buffer = result.Buffer;
                if (buffer.Length <= most)
                {
                    tap.Seen(buffer, result.IsCompleted);
                }

                inner.AdvanceTo(buffer.Start, buffer.End);
                if (buffer.Length > most || result.IsCompleted || result.IsCanceled)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The server has closed the body already: what was seen of it is all there is.
            tap.Missed();
        }
    }

    private ReadResult See(in ReadResult result)
    {
        _buffer = result.Buffer;
        _state = State.Holding;
        tap.Seen(_buffer, result.IsCompleted);
        return result;
    }

    private enum State : byte
    {
        /// <summary>Nobody reads and nobody holds a buffer.</summary>
        Idle,

        /// <summary>A read is under way.</summary>
        Reading,

        /// <summary>The application holds a buffer.</summary>
        Holding,

        /// <summary>The application has said that it is done.</summary>
        Completed,
    }
}
