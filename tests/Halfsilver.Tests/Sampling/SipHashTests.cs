using Halfsilver.Sampling;
using Xunit;

namespace Halfsilver.Tests.Sampling;

public sealed class SipHashTests
{
    private static readonly SipKey Key = new(0x0706050403020100, 0x0F0E0D0C0B0A0908);

    // The first octets 00, 01, 02 ... of the reference vectors that came with the function.
    [Theory]
    [InlineData(0, 0x726FDB47DD0E0E31)]
    [InlineData(1, 0x74F839C593DC67FD)]
    [InlineData(7, 0xAB0200F58B01D137)]
    [InlineData(8, 0x93F5F5799A932462)]
    [InlineData(15, 0xA129CA6149BE45E5)]
    public void It_is_the_published_function(int length, ulong expected)
    {
        var hash = new SipHash(Key);
        hash.Add([.. Enumerable.Range(0, length).Select(i => (byte)i)]);
        Assert.Equal(expected, hash.Finish());
    }

    [Fact]
    public void Salts_give_keys_that_have_nothing_in_common()
    {
        var keys = Enumerable.Range(0, 1_000).Select(i => SipKey.Of($"salt-{i}")).ToHashSet();
        Assert.Equal(1_000, keys.Count);
        Assert.Equal(SipKey.Of("orders-v2"), SipKey.Of("orders-v2"));
        var bits = keys.Average(key => (double)ulong.PopCount(key.Low ^ SipKey.Of("salt-0").Low));
        Assert.InRange(bits, 31, 33);
    }
}
