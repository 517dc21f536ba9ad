using System.Text;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>Everything an upstream said to one request: heads in words, how it ended, and the body where it came to its end.</summary>
internal sealed record ReferenceExchange(string Heads, AnswerResult Result, WireFault Fault, string Data, string Trailers, int Length)
{
    /// <summary>A chunked body that is not whole: whether more could have mended it only the fast reader says.</summary>
    public const AnswerResult BrokenOrCut = AnswerResult.Ok;

    public static ReferenceExchange Read(string text, bool toHead)
    {
        var heads = new StringBuilder();
        var at = 0;
        while (true)
        {
            var end = text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal);
            var length = (end < 0 ? text.Length : end + 4) - at;
            if (!"HTTP/".StartsWith(text.Substring(at, Math.Min(length, 5)), StringComparison.Ordinal))
            {
                return Ended(heads, AnswerResult.Protocol);
            }

            if (length > AnswerReader.MaxHeadBytes || (end < 0 && length == AnswerReader.MaxHeadBytes))
            {
                return Ended(heads, AnswerResult.HeadTooLarge);
            }

            if (end < 0)
            {
                return Ended(heads, length == 0 ? AnswerResult.Closed : AnswerResult.Truncated);
            }

            if (ReferenceAnswer.Read(text.Substring(at, length), toHead) is not { } head)
            {
                return Ended(heads, AnswerResult.Protocol);
            }

            heads.Append(head).Append('\n');
            at += length;
            if (head.Status is >= 200 or 101)
            {
                return Body(heads, head, text, at);
            }
        }
    }

    private static ReferenceExchange Body(StringBuilder heads, ReferenceAnswer head, string text, int at)
    {
        var rest = text[at..];
        switch (head.Framing)
        {
            case BodyFraming.None:
                return Whole(heads, "", "", at);
            case BodyFraming.UntilClose:
                return Whole(heads, rest, "", text.Length);
            case BodyFraming.Length when head.ContentLength > rest.Length:
                return Ended(heads, AnswerResult.Truncated);
            case BodyFraming.Length:
                return Whole(heads, rest[..(int)head.ContentLength], "", at + (int)head.ContentLength);
            default:
                return ReferenceChunks.Read(rest) is { } chunks
                    ? Whole(heads, chunks.Data, chunks.Trailers, at + chunks.Length)
                    : Ended(heads, BrokenOrCut);
        }
    }

    private static ReferenceExchange Whole(StringBuilder heads, string data, string trailers, int length) =>
        new(heads.ToString(), AnswerResult.End, WireFault.None, data, trailers, length);

    private static ReferenceExchange Ended(StringBuilder heads, AnswerResult how) => new(heads.ToString(), how, WireFault.None, "", "", -1);
}
