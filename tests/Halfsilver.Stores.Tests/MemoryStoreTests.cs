using Halfsilver.Stores.Memory;
using Xunit;

namespace Halfsilver.Stores.Tests;

public sealed class MemoryStoreTests : ControlStoreContract
{
    [Fact]
    public void It_says_that_it_forgets() => Assert.Equal("memory", Store.Name);

    private protected override Task<IControlStore> OpenAsync(TimeProvider time, Retention? retention = null) =>
        Task.FromResult<IControlStore>(new MemoryControlStore(time, retention));
}
