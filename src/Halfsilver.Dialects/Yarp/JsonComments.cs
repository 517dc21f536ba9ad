namespace Halfsilver.Dialects.Yarp;

/// <summary>Blanks the comments that settings of .NET may have in their JSON, so that all else stays where it stands.</summary>
internal static class JsonComments
{
    public static string Blank(string text)
    {
        if (!text.Contains("//", StringComparison.Ordinal) && !text.Contains("/*", StringComparison.Ordinal))
        {
            return text;
        }

        var blank = text.ToCharArray();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == '"')
            {
                at = AfterText(text, at);
            }
            else if (text[at] == '/' && at + 1 < text.Length && text[at + 1] is '/' or '*')
            {
                var end = After(text, at);
                for (; at < end; at++)
                {
                    blank[at] = text[at] is '\n' or '\r' ? text[at] : ' ';
                }
            }
            else
            {
                at++;
            }
        }

        return new string(blank);
    }

    // A text never goes beyond its line: one that is not closed leaves the other lines alone.
    private static int AfterText(string text, int at)
    {
        for (at++; at < text.Length && text[at] is not ('"' or '\n'); at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length && text[at + 1] != '\n' ? 1 : 0;
        }

        return Math.Min(at + 1, text.Length);
    }

    private static int After(string text, int at)
    {
        var isLine = text[at + 1] == '/';
        var end = text.IndexOf(isLine ? "\n" : "*/", at + 2, StringComparison.Ordinal);
        return end < 0 ? text.Length : isLine ? end : end + 2;
    }
}
