using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class DescriptorsTests
{
    [Theory]
    [InlineData(256, 150, 180, 210, 240)]
    [InlineData(1024, 108, 408, 708, 1008)]
    [InlineData(1_048_576, 260, 349_693, 699_127, 1_048_560)]
    [InlineData(100, 90, 90, 90, 90)]
    public void Copies_stop_first_then_clients_then_services_and_some_are_left(long limit, long taken, long copies, long clients, long primaries)
    {
        var descriptors = new Descriptors(limit, taken);

        Assert.Equal(copies, descriptors.Ceiling(DescriptorUse.Copies));
        Assert.Equal(clients, descriptors.Ceiling(DescriptorUse.Clients));
        Assert.Equal(primaries, descriptors.Ceiling(DescriptorUse.Primaries));
        Assert.True(descriptors.Allows((nint)copies - 1, DescriptorUse.Copies));
        Assert.False(descriptors.Allows((nint)copies, DescriptorUse.Copies));
        Assert.Equal(clients > copies, descriptors.Allows((nint)copies, DescriptorUse.Clients));
    }

    [Fact]
    public void The_soft_limit_is_read_from_the_systems_own_table() =>
        Assert.Equal(1024, Descriptors.Parse(
        [
            "Limit                     Soft Limit           Hard Limit           Units     ",
            "Max processes             63304                63304                processes ",
            "Max open files            1024                 524288               files     ",
        ]));

    [Theory]
    [InlineData("Max open files            unlimited            unlimited            files     ")]
    [InlineData("Max processes             63304                63304                processes ")]
    public void Where_there_is_no_limit_everything_is_allowed(string line) =>
        Assert.True(new Descriptors(Descriptors.Parse([line]), taken: 100).Allows(1_000_000, DescriptorUse.Copies));

    [Fact]
    public void This_process_has_a_limit_that_its_own_descriptors_are_far_below() =>
        Assert.True(Descriptors.Own.Allows(100, DescriptorUse.Copies));
}
