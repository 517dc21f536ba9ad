using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Halfsilver.Dialects.Toml;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Tests.Toml;

/// <summary>Reads TOML in tests.</summary>
internal static class TomlText
{
    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tree on one line: texts in quotes, all else as it is read.</summary>
    public static string Read(string text)
    {
        var notices = new NoticeList(new DialectText("a.toml", text));
        return TomlReader.Read(text, notices) is { } root ? Shown(root) : string.Join('\n', notices.ToImmutable().Select(notice => NoticeText.Format(notice, color: false)));
    }

    /// <summary>What is said about a text that is wrong.</summary>
    public static Notice Fault(string text)
    {
        var notices = new NoticeList(new DialectText("a.toml", text));
        return TomlReader.Read(text, notices) is { } root
            ? throw new InvalidOperationException($"was read as {Shown(root)}")
            : notices.ToImmutable().Single();
    }

    private static string Shown(Node node) => node switch
    {
        ScalarNode { Plain: true } scalar => scalar.Text,
        ScalarNode scalar => JsonSerializer.Serialize(scalar.Text, Layout),
        ListNode list => $"[{string.Join(",", list.Items.Select(Shown))}]",
        MapNode map => map.Entries.Aggregate(new StringBuilder("{"), (text, entry) => text.Append(text.Length > 1 ? "," : "").Append(entry.Key.Text).Append(':').Append(Shown(entry.Value))).Append('}').ToString(),
        _ => "?",
    };
}
