using System.Runtime.CompilerServices;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>The answer: its head is read, its body thrown away.</summary>
internal sealed partial class CopyRun
{
    private const int MostInterim = 16;

    private int _interim;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Fate> ReadAnswerAsync()
    {
        if (_early)
        {
            _connection!.Arm(Wheel, _mirror.Record.Timeouts.Deadline);
        }
        else
        {
            if (!_listens)
            {
                _answering = _connection!.Answers.ReadHeadAsync(_toHead);
                _listens = true;
            }

            do
            {
                var heard = await HearAsync();
                if (heard != Fate.Answered)
                {
                    return heard;
                }
            }
            while (!_early);
        }

        _listens = false;
        return await DiscardAsync();
    }

    /// <summary>Takes the head that is being listened for. A final one sets <see cref="_early"/>; after an interim one it listens on.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Fate> HearAsync()
    {
        var result = await _answering;
        _answering = default;
        if (result != AnswerResult.Ok)
        {
            _listens = false;
            return ReadFailure(result);
        }

        var status = _connection!.Answers.Head.Status;
        _read += _connection.Answers.Head.Length;
        if (status >= 200)
        {
            _status = status;
            _early = true;
            return Fate.Answered;
        }

        if (status == 101 || ++_interim > MostInterim)
        {
            _listens = false;
            return status == 101 ? Fate.FailedUnexpectedUpgrade : Fate.FailedTooManyInterim;
        }

        _answering = _connection.Answers.ReadHeadAsync(_toHead);
        return Fate.Answered;
    }

    /// <summary>The mirror takes no more. Often it has said why before it closed: that is an answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Fate> HearLastAsync()
    {
        if (_listens)
        {
            _connection!.Arm(Wheel, _mirror.Record.Timeouts.Connect);
            while (_listens && !_early)
            {
                await HearAsync();
            }
        }

        return _early ? Fate.Answered : Fate.FailedReset;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
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
