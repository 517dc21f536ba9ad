using System.Collections.Immutable;

using Halfsilver.Dialects.Native;

namespace Halfsilver.Dialects;

/// <summary>The dialects this build reads.</summary>
public static class DialectBook
{
    private const int HeadLength = 4_096;

    // Native stands last: it is also what a file is called that nobody recognises, so its errors are the ones shown.
    private static readonly ImmutableArray<IDialect> Dialects = [new NativeDialect()];

    /// <summary>Names of all dialects, in the order in which they are asked.</summary>
    public static IEnumerable<string> Names => Dialects.Select(dialect => dialect.Name);

    /// <summary>The dialect of that name, compared without case.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public static IDialect For(string name) =>
        Dialects.FirstOrDefault(dialect => string.Equals(dialect.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"no dialect named \"{name}\"; there are: {string.Join(", ", Names)}", nameof(name));

    /// <summary>The first dialect that recognises the text; native when none does.</summary>
    public static IDialect Recognise(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var head = text.Text.AsSpan(0, Math.Min(text.Text.Length, HeadLength));
        foreach (var dialect in Dialects)
        {
            if (dialect.Recognises(head))
            {
                return dialect;
            }
        }

        return Dialects[^1];
    }
}
