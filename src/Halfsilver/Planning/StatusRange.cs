namespace Halfsilver.Planning;

/// <summary>Statuses from one to another, both included; 100 to 599.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
public readonly record struct StatusRange(int From, int To)
{
    /// <summary>Whether the status is one of them.</summary>
    public bool Contains(int status) => status >= From && status <= To;

    /// <inheritdoc/>
    public override string ToString() => From == To ? $"{From}" : $"{From}-{To}";
}
