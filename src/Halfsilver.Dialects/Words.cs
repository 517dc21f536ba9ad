namespace Halfsilver.Dialects;

/// <summary>Looks for words before expressions are asked: most files hold none of another system's, and words are found faster.</summary>
internal static class Words
{
    /// <summary>Whether one of the words is in the text, case and all.</summary>
    public static bool Any(string text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
