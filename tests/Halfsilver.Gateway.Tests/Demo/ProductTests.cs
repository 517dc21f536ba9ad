using Xunit;

namespace Halfsilver.Gateway.Tests.Demo;

public sealed class ProductTests
{
    [Fact]
    public void The_command_is_its_name_where_the_search_path_has_it() => Assert.Equal("halfsilver", Product.Command(AppContext.BaseDirectory));

    [Fact]
    public void Elsewhere_it_is_the_way_to_this_program()
    {
        var command = Product.Command("/nowhere");

        Assert.True(File.Exists(command), command);
    }
}
