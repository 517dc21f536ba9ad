using System.Net.Sockets;
using Halfsilver.Polling;
using Xunit;

namespace Halfsilver.Tests.Polling;

public sealed class SocketResultTests
{
    [Fact]
    public void No_error_of_the_system_ever_looks_like_a_count()
    {
        Assert.All(Enumerable.Range(1, 200), number => Assert.True(SocketResult.OfNumber(number) < 0, $"{number}"));
        Assert.All(Enum.GetValues<SocketError>().Where(error => error != SocketError.Success), error => Assert.True(SocketResult.Of(error) < 0, $"{error}"));
    }

    [Theory]
    [InlineData(104, SocketError.ConnectionReset)]
    [InlineData(111, SocketError.ConnectionRefused)]
    [InlineData(24, SocketError.TooManyOpenSockets)]
    [InlineData(32, SocketError.Shutdown)]
    public void Those_that_decide_something_have_their_names(int number, SocketError error) =>
        Assert.Equal(-(int)error, SocketResult.OfNumber(number));
}
