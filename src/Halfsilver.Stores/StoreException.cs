namespace Halfsilver.Stores;

/// <summary>A store cannot be opened, read or written.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A change was meant for another revision than the one that is active.</summary>
internal sealed class StaleRevisionException(int? active) : Exception(
    active is { } number ? $"another change came first: r{number} is active" : "no revision is active")
{
    /// <summary>The active one; null where there is none.</summary>
    public int? Active { get; } = active;
}
