using System.Text;

namespace Halfsilver.Dialects;

/// <summary>Notices as people read them.</summary>
public static class NoticeText
{
    private const string Reset = "\u001b[0m";

    /// <summary>
    /// One line <c>file:line:column  word  code  path: message</c>, then the source line with its neighbour before and carets under
    /// the value. No line end at the end. Control characters of the file never reach the terminal.
    /// </summary>
    public static string Format(Notice notice, bool color)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var text = new StringBuilder();
        text.Append(Clean(notice.File)).Append(':').Append(notice.Line).Append(':').Append(notice.Column).Append("  ");
        text.Append(Paint(Word(notice.Kind).PadRight(7), Ink(notice.Kind), color)).Append(' ').Append(notice.Code).Append("  ");
        text.Append(Clean(Sentence(notice)));
        if (notice.SourceLine.Length == 0)
        {
            return text.ToString();
        }

        var width = Math.Max(notice.Line.ToString().Length, 2) + 3;
        if (notice.LineBefore is { } before)
        {
            text.Append('\n').Append((notice.Line - 1).ToString().PadLeft(width)).Append(" | ").Append(Clean(before));
        }

        text.Append('\n').Append(notice.Line.ToString().PadLeft(width)).Append(" | ").Append(Clean(notice.SourceLine));
        var room = Math.Max(notice.SourceLine.Length - notice.SourceColumn + 1, 1);
        var carets = new string('^', Math.Clamp(notice.Length, 1, room));
        text.Append('\n').Append(' ', width).Append(" | ").Append(' ', Math.Max(notice.SourceColumn - 1, 0));
        text.Append(Paint(carets, Ink(notice.Kind), color));
        return text.ToString();
    }

    /// <summary>The word in front of a notice.</summary>
    internal static string Word(NoticeKind kind) => kind switch
    {
        NoticeKind.Rejected => "error",
        NoticeKind.NotYet => "not yet",
        NoticeKind.Exact => "note",
        _ => "warning",
    };

    private static string Sentence(Notice notice)
    {
        var suggestion = notice.Suggestion is { } meant ? $" (did you mean \"{meant}\"?)" : "";
        return notice.Path.Length == 0 ? notice.Message + suggestion : $"{notice.Path}: {notice.Message}{suggestion}";
    }

    private static string Ink(NoticeKind kind) => kind switch
    {
        NoticeKind.Rejected => "\u001b[31m",
        NoticeKind.Exact => "\u001b[36m",
        _ => "\u001b[33m",
    };

    private static string Paint(string text, string ink, bool color) => color ? ink + text + Reset : text;

    private static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!char.IsControl(c) && c is not ('\u2028' or '\u2029'))
            {
                clean?.Append(c);
                continue;
            }

            clean ??= new StringBuilder().Append(text, 0, i);
            clean.Append(c == '\t' ? ' ' : '\uFFFD');
        }

        return clean?.ToString() ?? text;
    }
}
