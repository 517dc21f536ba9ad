using System.Runtime.CompilerServices;
using Halfsilver.Steps;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>The answer: its head is read, its body thrown away.</summary>
internal sealed partial class CopyRun
{
    private const int MostInterim = 16;

    // Refusals of a body that is not there yet end it; an answer that goes well may be one half of a talk, and the body goes on.
    private const int FirstRefusal = 300;

    private ValueTask<Fate> _listening;
    private bool _listens;
    private int _interim;

    /// <summary>Whether the mirror has no use for more of the body: it has refused it, or its answer is over.</summary>
    private bool WantsNoMore => _listens && (_listening.IsCompleted || Volatile.Read(ref _status) >= FirstRefusal);

    /// <summary>Starts to read the answer, beside whatever is still sent.</summary>
    private void Listen()
    {
        _listens = true;
        _listening = ListenAsync(_connection!.Answers.ReadHead(_toHead));
    }

    private ValueTask<Fate> ReadAnswerAsync()
    {
        if (!_listens)
        {
            Listen();
        }
        else if (_lost)
        {
            return ReadLastAsync();
        }
        else if (_brokenOff)
        {
            _connection!.Arm(Wheel, _mirror.Record.Timeouts.Deadline);
        }

        _listens = false;
        return _listening;
    }

    /// <summary>The mirror takes no more. Often it has said why before it closed: that is an answer.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> ReadLastAsync()
    {
        var times = _mirror.Record.Timeouts;
        _connection!.Arm(Wheel, Volatile.Read(ref _status) == 0 ? times.Connect : times.Deadline);
        _listens = false;
        var fate = await _listening;
        return _status == 0 ? Fate.FailedReset : fate;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> ListenAsync(AnswerResult result)
    {
        var answers = _connection!.Answers;
        while (true)
        {
            while (result == AnswerResult.Incomplete)
            {
                result = answers.ReadHead(await answers.ReceiveHeadAsync(), _toHead);
            }

            if (result != AnswerResult.Ok)
            {
                return ReadFailure(result);
            }

            _read += answers.Head.Length;
            var status = answers.Head.Status;
            if (status >= 200)
            {
                Volatile.Write(ref _status, status);
                var fate = await DiscardAsync();
                StopSending();
                return fate;
            }

            if (status == 101 || ++_interim > MostInterim)
            {
                return status == 101 ? Fate.FailedUnexpectedUpgrade : Fate.FailedTooManyInterim;
            }

            result = answers.ReadHead(_toHead);
        }
    }

    /// <summary>The answer is over. A mirror that has refused the body need not read it: what waits to be sent would wait in vain.</summary>
    private void StopSending()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sending) && _status >= FirstRefusal)
        {
            _connection!.Close();
        }
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> DiscardAsync()
    {
        var answers = _connection!.Answers;
        var left = _mirror.Record.Budget.MaxAnswerBytes;
        while (true)
        {
            var result = await answers.ReadBodyAsync();
            if (result == AnswerResult.End)
            {
                return Fate.Answered;
            }

            if (result != AnswerResult.Ok)
            {
                return ReadFailure(result);
            }

            _read += answers.Piece.Length;
            left -= answers.Piece.Length;
            if (left < 0)
            {
                return Fate.CutAnswerTooLarge;
            }
        }
    }

    private Fate ReadFailure(AnswerResult result) => result switch
    {
        AnswerResult.Closed => _connection!.Uses > 0 ? Fate.FailedReset : Fate.FailedTruncated,
        AnswerResult.Truncated => Fate.FailedTruncated,
        AnswerResult.Protocol => Fate.FailedProtocol,
        AnswerResult.HeadTooLarge => Fate.FailedHeadTooLarge,
        AnswerResult.TimedOut => _status == 0 && _interim == 0 && !_connection!.Answers.HasMore ? Fate.FailedAnswerTimeout : Fate.FailedDeadline,
        _ => Fate.FailedReset,
    };
}
