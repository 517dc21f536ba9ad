using System.Text;
using Halfsilver.Gateway.Serving;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Running;

/// <summary>A request's first line without its version, in words: as it came, and as a mirror would get it.</summary>
internal static class CopyLine
{
    /// <summary>As it came.</summary>
    public static string Of(RequestHead head) => $"{Encoding.Latin1.GetString(head.Method)} {Encoding.Latin1.GetString(head.Target)}";

    /// <summary>As the copy would be sent, by the same code that sends it.</summary>
    public static string Of(Plan plan, Route route, Mirror mirror, RequestHead head)
    {
        var template = CopyTemplate.Compile(route.Rewrite, route.Rule, mirror, MirrorTarget.Of(plan, mirror.Target));
        var facts = new LegFacts { Path = template.MakePath(head) };
        var bytes = new byte[HeadWriter.Measure(head, template, facts)];
        var written = bytes.AsSpan(0, HeadWriter.Write(head, template, facts, bytes));
        return Encoding.Latin1.GetString(written[..written.IndexOf(" HTTP/1.1\r\n"u8)]);
    }
}
