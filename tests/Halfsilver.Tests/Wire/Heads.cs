using System.Text;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>Heads from text, one character an octet.</summary>
internal static class Heads
{
    public const int MaxFields = 100;

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static WireFault TryRequest(string text, out RequestHead head, int maxFields = MaxFields)
    {
        head = new RequestHead();
        var bytes = Bytes(text);
        return RequestParser.Parse(head, bytes, bytes.Length, maxFields);
    }

    public static RequestHead Request(string text)
    {
        Assert.Equal(WireFault.None, TryRequest(text, out var head));
        return head;
    }

    public static WireFault TryAnswer(string text, out AnswerHead head, bool toHead = false, int maxFields = MaxFields)
    {
        head = new AnswerHead();
        var bytes = Bytes(text);
        return AnswerParser.Parse(head, bytes, bytes.Length, maxFields, toHead);
    }

    public static AnswerHead Answer(string text, bool toHead = false)
    {
        Assert.Equal(WireFault.None, TryAnswer(text, out var head, toHead));
        return head;
    }
}
