using System.Text;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Tests.Yaml;

/// <summary>A tree as text: what is read, and where each of it stands.</summary>
internal static class NodeText
{
    public static string Of(Node node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(Node node, StringBuilder text)
    {
        text.Append('\n').Append(node.Place.Line).Append(':').Append(node.Place.Column).Append('+').Append(node.Place.Length)
            .Append(' ').Append(node.Size).Append('/').Append(node.Depth).Append(' ');
        switch (node)
        {
            case ScalarNode scalar:
                text.Append(scalar.Plain ? "plain " : "text ").Append(scalar.Text);
                break;
            case ListNode list:
                text.Append("list");
                foreach (var item in list.Items)
                {
                    Write(item, text);
                }

                break;
            case MapNode map:
                text.Append("map");
                foreach (var (key, value) in map.Entries)
                {
                    Write(key, text);
                    Write(value, text);
                }

                break;
        }
    }

    /// <summary>The text with one character taken away, put in or changed.</summary>
    public static string Damaged(string text, Random random)
    {
        const string Put = "{}[]\",:\\ \n\t019-.eEtrué#&*!|'%@`";
        var at = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, Put[random.Next(Put.Length)].ToString()),
            _ => text.Remove(at, 1).Insert(at, Put[random.Next(Put.Length)].ToString()),
        };
    }
}
