namespace TestKit;

/// <summary>Questions to a list of field lines.</summary>
public static class RawFields
{
    /// <summary>The value of the first line of this name, or null.</summary>
    public static string? First(this IReadOnlyList<RawField> fields, string name) => fields.All(name).FirstOrDefault();

    /// <summary>The values of all lines of this name, in order.</summary>
    public static string[] All(this IReadOnlyList<RawField> fields, string name) =>
        [.. fields.Where(field => field.Is(name)).Select(field => field.Value)];

    /// <summary>The lines as text, in order.</summary>
    public static string[] Lines(this IReadOnlyList<RawField> fields) => [.. fields.Select(field => field.Line)];
}
