namespace Halfsilver.Journey.Library;

/// <summary>Metadata of an endpoint whose requests concern no mirror.</summary>
internal sealed class NotMirrored
{
    public static NotMirrored Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "Not mirrored";
}
