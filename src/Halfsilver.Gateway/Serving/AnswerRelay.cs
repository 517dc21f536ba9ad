using System.Runtime.CompilerServices;
using Halfsilver.Journey;
using Halfsilver.Steps;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving;

/// <summary>Moves a primary's answer to the client as it comes.</summary>
internal static class AnswerRelay
{
    // Unsent bytes of an answer that a fast primary may pile up before the client must take some.
    private const int FlushAt = 64 * 1024;

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public static async ValueTask<CallResult> RunAsync(Exchange exchange, WireConnection connection, int maxInterim)
    {
        var answers = connection.Answers;
        var toHead = exchange.Head.Method.SequenceEqual("HEAD"u8);
        for (var interim = 0; ; interim++)
        {
            var read = await answers.ReadHeadAsync(toHead);
            if (read != AnswerResult.Ok)
            {
                return Told(read);
            }

            var status = answers.Head.Status;
            if (status >= 200)
            {
                break;
            }

            if (status == 101 && exchange.AsksUpgrade && answers.Head.Upgrade)
            {
                return await UpgradeAsync(exchange, connection);
            }

            // 101 answers an upgrade that was not passed on; 100 was the gateway's own to say.
            if (status == 101 || interim == maxInterim)
            {
                return CallResult.Protocol;
            }

            if (status != 100 && !await exchange.Answer.InterimAsync(answers.Head))
            {
                return CallResult.ClientGone;
            }
        }

        exchange.PrimaryAnswers = true;
        if (!connection.Disarm())
        {
            return CallResult.TimedOut;
        }

        if (exchange.MayYield && exchange.Yields!.Covers(answers.Head.Status))
        {
            exchange.Yielded = new Yielding(null, answers.Head.Status);
            await PassOverAsync(answers);
            return CallResult.Yielded;
        }

        if (exchange.AwaitsCopies)
        {
            await exchange.AwaitCopiesAsync(answers.Head);
        }

        exchange.Answer.Start(answers.Head, answers.Head.Framing, answers.Head.ContentLength);
        return await RelayBodyAsync(exchange.Answer, answers);
    }

    private static async ValueTask<CallResult> UpgradeAsync(Exchange exchange, WireConnection connection)
    {
        exchange.PrimaryAnswers = true;
        if (!connection.Disarm())
        {
            return CallResult.TimedOut;
        }

        // Once it has the 101, a client that sends no more is not gone.
        if (!exchange.Detach())
        {
            return CallResult.ClientGone;
        }

        return await exchange.Answer.UpgradeAsync(connection.Answers.Head) ? CallResult.Upgraded : CallResult.ClientGone;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<CallResult> RelayBodyAsync(AnswerSink answer, AnswerReader answers)
    {
        var unsent = 0;
        while (true)
        {
            var reading = answers.ReadBodyAsync();
            if (!reading.IsCompleted || unsent >= FlushAt)
            {
                // Nothing more is there at once: the client gets what there is.
                unsent = 0;
                if (!await answer.FlushAsync())
                {
                    await StopAsync(answers, reading);
                    return CallResult.ClientGone;
                }
            }

            var read = await reading;
            if (read == AnswerResult.End)
            {
                return await answer.EndAsync(answers.CopyTrailers()) ? CallResult.Answered : CallResult.ClientGone;
            }

            if (read != AnswerResult.Ok)
            {
                answer.Abort();
                return CallResult.Cut;
            }

            answer.Write(answers.Piece.Span);
            unsent += answers.Piece.Length;
        }
    }

    // A short answer came with its head: its connection can be used again. Any other is not worth waiting for.
    private static async ValueTask PassOverAsync(AnswerReader answers)
    {
        while (true)
        {
            var reading = answers.ReadBodyAsync();
            if (!reading.IsCompleted)
            {
                answers.Abandon();
            }

            if (await reading != AnswerResult.Ok)
            {
                return;
            }
        }
    }

    private static async ValueTask StopAsync(AnswerReader answers, ValueTask<AnswerResult> reading)
    {
        answers.Abandon();
        _ = await reading;
    }

    private static CallResult Told(AnswerResult read) => read switch
    {
        AnswerResult.Closed => CallResult.Closed,
        AnswerResult.TimedOut => CallResult.TimedOut,
        AnswerResult.Protocol => CallResult.Protocol,
        AnswerResult.HeadTooLarge => CallResult.HeadTooLarge,
        _ => CallResult.Reset,
    };
}
