using Xunit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>Tests that weigh the memory of the whole process, when nothing else runs in it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    /// <summary>What a class says to belong here.</summary>
    public const string Name = "alone";
}
