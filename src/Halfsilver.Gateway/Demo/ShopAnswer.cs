namespace Halfsilver.Gateway.Demo;

/// <summary>The two built-in versions of a shop.</summary>
internal enum ShopVersion
{
    /// <summary>What clients get.</summary>
    V1,

    /// <summary>What copies meet.</summary>
    V2,
}

/// <summary>An answer of the demo shop.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON.</param>
/// <param name="Delay">How long the shop thinks.</param>
internal sealed record ShopAnswer(int Status, string Body, TimeSpan Delay);
