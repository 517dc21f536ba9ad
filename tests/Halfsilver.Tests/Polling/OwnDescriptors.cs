using Xunit;

namespace Halfsilver.Tests.Polling;

/// <summary>Tests that want the descriptor that was just closed, when nobody else in the process opens any.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class OwnDescriptors
{
    /// <summary>What a class says to belong here.</summary>
    public const string Name = "own descriptors";
}
