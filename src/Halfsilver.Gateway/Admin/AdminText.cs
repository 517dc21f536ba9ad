namespace Halfsilver.Gateway.Admin;

/// <summary>Words of callers that end up in logs, stores and terminals.</summary>
internal static class AdminText
{
    private const int MaxLength = 200;

    /// <summary>One line, no control characters, not endless; the fallback where nothing was said.</summary>
    public static string Line(string? text, string fallback)
    {
        if (string.IsNullOrWhiteSpace(text))
            return fallback;
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return line.Length <= MaxLength ? line : line[..MaxLength];
    }
}
