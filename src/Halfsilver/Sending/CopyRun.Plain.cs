using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Sending;

/// <summary>
/// What nearly all copies are: a head alone, over a kept connection. It waits for its send and for its answer at once, and in no method that
/// waits, of which each costs; where anything is not as expected it goes on as all others do.
/// </summary>
internal sealed partial class CopyRun
{
    private readonly Action _headSent;
    private readonly Action _headAnswered;
    private ValueTaskAwaiter<int> _sendingHead;
    private ValueTaskAwaiter<int> _receivingHead;
    private int _sentOfHead;
    private int _received;

    // Of the send and the receive, those that are not over: whoever makes it 0 goes on.
    private int _halves;

    /// <summary>Goes as far as it can on this thread; false, and nothing has begun, where it is not such a copy.</summary>
    private bool TryStartPlain()
    {
        if (_reader.IsAttached || WhyNot() != Fate.Answered || _endpoint.Pool.Take() is not { } kept)
        {
            return false;
        }

        _began = Wheel.Timestamp;
        CountSent(_began);
        var cut = Hold(kept);
        if (cut != Fate.Answered)
        {
            GoOn(AnswerAsync(cut));
            return true;
        }

        var sending = BeginFirstAsync(_mirror.Record.Timeouts.Deadline);
        if (sending.IsCompleted)
        {
            GoOn(GoOnBehindAsync(sending));
            return true;
        }

        _halves = 2;
        _sendingHead = sending.GetAwaiter();
        _receivingHead = kept.Answers.ReceiveHeadAsync().GetAwaiter();
        _sendingHead.UnsafeOnCompleted(_headSent);
        if (_receivingHead.IsCompleted)
        {
            HeadAnswered();
        }
        else
        {
            _receivingHead.UnsafeOnCompleted(_headAnswered);
        }

        return true;
    }

#pragma warning disable VSTHRD002 // Both are called when what they ask for is over.
    private void HeadSent()
    {
        _sentOfHead = _sendingHead.GetResult();
        if (_sentOfHead >= 0)
        {
            _output.End();
        }
        else
        {
            // What waits for an answer would wait in vain.
            _connection!.Close();
        }

        EndHalf();
    }

    private void HeadAnswered()
    {
        _received = _receivingHead.GetResult();
        EndHalf();
    }
#pragma warning restore VSTHRD002

    private void EndHalf()
    {
        if (Interlocked.Decrement(ref _halves) != 0)
        {
            return;
        }

        _sending = false;
        if (_sentOfHead < 0)
        {
            GoOn(GoOnBehindAsync(new ValueTask<int>(_sentOfHead)));
            return;
        }

        _written += _sentOfHead;
        _listens = true;
        _listening = ListenAsync(_connection!.Answers.ReadHead(_received, _toHead));
        GoOn(AnswerAsync(Fate.Answered));
    }

    /// <summary>Behind the first send, as all copies.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> GoOnBehindAsync(ValueTask<int> sending) =>
        await AnswerAsync(await EndFirstAsync(await sending, _mirror.Record.Timeouts.Deadline));
}
