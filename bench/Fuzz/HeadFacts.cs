using System.Text;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>What the fast parsers made of a head, in the references' words.</summary>
internal static class HeadFacts
{
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static ReferenceRequest Of(RequestHead head) => new(
        Text(head.Method), Text(head.Target), Text(head.Path), Text(head.Query), Text(head.Authority), head.Form, head.Minor, head.KeepAlive,
        head.Upgrade, head.ExpectsContinue, head.Framing, head.ContentLength, Fields(head));

    public static ReferenceAnswer Of(AnswerHead head) => new(
        head.Status, Text(head.Reason), head.Minor, head.KeepAlive, head.Upgrade, head.Framing, head.ContentLength, Fields(head));

    private static string Fields(MessageHead head)
    {
        var lines = new List<string>();
        foreach (var line in head.Fields)
        {
            lines.Add($"{Text(head.Name(line))}|{Text(head.Value(line))}|{line.HopByHop}");
        }

        return string.Join('\n', lines);
    }
}
