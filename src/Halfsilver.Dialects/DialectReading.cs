namespace Halfsilver.Dialects;

/// <summary>Short ways to read.</summary>
public static class DialectReading
{
    /// <summary>Reads one file that stands alone.</summary>
    public static Reading Read(this IDialect dialect, DialectText text)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return dialect.Read([text]);
    }
}
