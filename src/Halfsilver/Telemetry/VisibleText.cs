using System.Globalization;
using System.Text;

namespace Halfsilver.Telemetry;

/// <summary>
/// Text that cannot act on a terminal or begin a line: controls, line and paragraph separators and marks that turn the direction of
/// writing are shown as <c>\u001b</c>, a lone surrogate too. A backslash is doubled, so that nothing can look like it.
/// </summary>
internal static class VisibleText
{
    public static StringBuilder AppendVisible(this StringBuilder text, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                text.Append(c).Append(value[++i]);
            }
            else if (c == '\\')
            {
                text.Append(@"\\");
            }
            else if (IsHidden(c))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                text.Append(c);
            }
        }

        return text;
    }

    private static bool IsHidden(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate;
}
