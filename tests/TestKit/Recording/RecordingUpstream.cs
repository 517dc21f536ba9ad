using System.Collections.Concurrent;
using System.Net.Sockets;

namespace TestKit;

/// <summary>A server that records every request byte for byte and answers what it is told.</summary>
public sealed class RecordingUpstream : LoopbackServer
{
    /// <summary>Bodies up to this many bytes are kept; of longer ones only length and hash.</summary>
    public const int KeptBody = 64 * 1024;

    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<RecordedRequest> _begun = [];
    private readonly ConcurrentQueue<RecordedRequest> _whole = [];
    private readonly Tally _heads = new("heads");
    private readonly Tally _requests = new("whole requests");
    private readonly Tally _abandoned = new("abandoned requests");

    private RecordingUpstream(Func<RecordedRequest, Answer> answer, TimeProvider? time)
    {
        Answers = answer;
        _time = time ?? TimeProvider.System;
        Begin();
    }

    /// <summary>Called once a request is whole. May be changed at any time.</summary>
    public Func<RecordedRequest, Answer> Answers { get; set; }

    /// <summary>Called at the head: an answer given here goes out before the body is read. Null, the default, waits for the body.</summary>
    public Func<RecordedRequest, Answer?>? EarlyAnswers { get; set; }

    /// <summary>Whole requests, in the order they became whole.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _whole];

    /// <summary>All requests of which a byte came, in the order their heads ended or were cut.</summary>
    public IReadOnlyList<RecordedRequest> Begun => [.. _begun];

    /// <summary>Requests that are not whole: cut, or still coming.</summary>
    public IReadOnlyList<RecordedRequest> Torn => [.. _begun.Where(request => !request.IsWhole)];

    /// <summary>How many whole requests there were.</summary>
    public int Count => _requests.Value;

    /// <summary>Everything odd that any request had.</summary>
    public Anomaly Anomalies => _begun.Aggregate(Anomaly.None, (all, request) => all | request.Anomalies);

    /// <summary>Starts a server that gives the same answer to all: 200 and no body unless told.</summary>
    public static RecordingUpstream Start(Answer? answer = null, TimeProvider? time = null) =>
        new(_ => answer ?? Answer.Ok, time);

    /// <summary>Starts a server that answers each request by a function.</summary>
    public static RecordingUpstream Start(Func<RecordedRequest, Answer> answers, TimeProvider? time = null) => new(answers, time);

    /// <summary>Waits for so many whole requests and returns all there are.</summary>
    public async Task<IReadOnlyList<RecordedRequest>> WaitForAsync(int count, TimeSpan? timeout = null)
    {
        await _requests.WaitForAsync(count, timeout);
        return Requests;
    }

    /// <summary>Waits for so many heads, whatever becomes of their bodies, and returns all there are.</summary>
    public async Task<IReadOnlyList<RecordedRequest>> WaitForHeadsAsync(int count, TimeSpan? timeout = null)
    {
        await _heads.WaitForAsync(count, timeout);
        return Begun;
    }

    /// <summary>Waits until so many senders went before they were answered.</summary>
    public Task WaitForAbandonedAsync(int count, TimeSpan? timeout = null) => _abandoned.WaitForAsync(count, timeout);

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, int number)
    {
        var source = new ByteSource(socket);
        for (var sequence = 1; ; sequence++)
        {
            var request = new RecordedRequest(number, sequence);
            var answered = false;
            try
            {
                answered = await ExchangeAsync(socket, source, request);
            }
            finally
            {
                if (!answered && request.Head.Length > 0 && !Stopping.IsCancellationRequested)
                {
                    request.IsAbandoned = true;
                    _abandoned.Add();
                }
            }

            if (!answered || request.MustClose)
            {
                break;
            }
        }

        // FIN first, and what still comes is read away: a close over unread bytes would be RST and could cost the answer.
        socket.Shutdown(SocketShutdown.Send);
        do
        {
            source.Skip(source.Count);
        }
        while (await source.FillAsync(Stopping));
    }

    private async ValueTask<bool> ExchangeAsync(Socket socket, ByteSource source, RecordedRequest request)
    {
        try
        {
            await RequestReader.ReadHeadAsync(source, request, _time, Stopping);
        }
        finally
        {
            if (request.Head.Length > 0)
            {
                _begun.Enqueue(request);
            }
        }

        if (!request.HeadEnded)
        {
            return false;
        }

        _heads.Add();
        var early = EarlyAnswers?.Invoke(request);
        if (early is not null)
        {
            await AnswerAsync(socket, early, request);
            return early.Close || await ReadBodyAsync(source, request);
        }

        if (!await ReadBodyAsync(source, request))
        {
            return false;
        }

        var answer = Answers(request);
        if (answer.Gate is { IsCompleted: false } gate && !await SenderWaitsAsync(source, request, gate))
        {
            return false;
        }

        await AnswerAsync(socket, answer, request);
        return true;
    }

    private async ValueTask AnswerAsync(Socket socket, Answer answer, RecordedRequest request)
    {
        request.MustClose = answer.Hangup || answer.Close || answer.Framing == Framing.Close;
        if (answer.Hangup)
        {
            return;
        }

        await AnswerWriter.WriteAsync(socket, answer, request.Method == "HEAD", Stopping);
    }

    private async ValueTask<bool> ReadBodyAsync(ByteSource source, RecordedRequest request)
    {
        if (!await RequestReader.ReadBodyAsync(source, request, KeptBody, Stopping))
        {
            return false;
        }

        request.Anomalies |= source.Count > 0 ? Anomaly.BytesBeforeAnswer : Anomaly.None;
        request.BodyArrived = _time.GetTimestamp();
        request.IsWhole = true;
        _whole.Enqueue(request);
        _requests.Add();
        return true;
    }

    /// <summary>Waits for the gate with an eye on the sender: false when it went meanwhile.</summary>
    private async ValueTask<bool> SenderWaitsAsync(ByteSource source, RecordedRequest request, Task gate)
    {
        var more = source.Ahead(Stopping);
        if (await Task.WhenAny(gate, more) == more)
        {
            if (!await more)
            {
                return false;
            }

            request.Anomalies |= Anomaly.BytesBeforeAnswer;
        }

        return true;
    }
}
