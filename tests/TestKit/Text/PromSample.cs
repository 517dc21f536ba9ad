namespace TestKit;

/// <summary>One sample of a metrics page.</summary>
public sealed record PromSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Whether it has all these labels; it may have more.</summary>
    public bool Has(params (string Name, string Value)[] labels) =>
        labels.All(label => Labels.TryGetValue(label.Name, out var value) && string.Equals(value, label.Value, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => $"{Name}{{{string.Join(',', Labels.Select(label => $"{label.Key}=\"{label.Value}\""))}}} {Value}";
}
