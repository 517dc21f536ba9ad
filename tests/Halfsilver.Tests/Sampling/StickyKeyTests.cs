using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sampling;
using Halfsilver.Tests.Matching;
using Xunit;

namespace Halfsilver.Tests.Sampling;

/// <summary>Where each kind of key stands, which of several counts, and what becomes of requests without one.</summary>
public sealed class StickyKeyTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static readonly StickyKey User = new(StickyKeyKind.Header, "X-User");
    private static readonly StickyKey Session = new(StickyKeyKind.Cookie, "session");
    private static readonly StickyKey Parameter = new(StickyKeyKind.Query, "u");
    private static readonly StickyKey Client = new(StickyKeyKind.ClientAddress);
    private static readonly StickyKey TraceId = new(StickyKeyKind.TraceId);

    [Fact]
    public void A_headers_value_is_the_key_whatever_the_case_of_its_name()
    {
        Assert.Equal(Hash(User, "/", "X-User: 7"), Hash(User, "/other", "x-uSER:  7 ", "A: b"));
        Assert.NotEqual(Hash(User, "/", "X-User: 7"), Hash(User, "/", "X-User: 8"));
        Assert.NotEqual(Hash(User, "/", "X-User: a"), Hash(User, "/", "X-User: A"));
    }

    [Fact]
    public void Of_several_the_first_counts()
    {
        Assert.Equal(Hash(User, "/", "X-User: 7"), Hash(User, "/", "X-User: 7", "X-User: 8"));
        Assert.Equal(Hash(Session, "/", "Cookie: session=7"), Hash(Session, "/", "Cookie: session=7; session=8", "Cookie: session=9"));
        Assert.Equal(Hash(Parameter, "/?u=7"), Hash(Parameter, "/?u=7&u=8"));
        Assert.Equal(Hash(TraceId, "/", $"traceparent: 00-{Trace}-00f067aa0ba902b7-01"), Hash(TraceId, "/", $"traceparent: 00-{Trace}-11f067aa0ba902b7-00", "traceparent: 00-aaf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    }

    [Fact]
    public void A_cookie_is_found_among_others_and_in_any_cookie_field()
    {
        var expected = Hash(Session, "/", "Cookie: session=7");
        Assert.NotNull(expected);
        Assert.Equal(expected, Hash(Session, "/", "Cookie: a=b;session=7;c=d"));
        Assert.Equal(expected, Hash(Session, "/", "Cookie: session2=1;  session=7"));
        Assert.Equal(expected, Hash(Session, "/", "Cookie: a=b", "Cookie: session=7"));
        Assert.Null(Hash(Session, "/", "Cookie: SESSION=7; xsession=7; session"));
    }

    [Fact]
    public void A_query_parameter_is_the_same_however_it_is_written()
    {
        var expected = Hash(Parameter, "/?u=a%20b");
        Assert.NotNull(expected);
        Assert.Equal(expected, Hash(Parameter, "/x?y=1&%75=a+b&z"));
        Assert.NotEqual(expected, Hash(Parameter, "/?u=a-b"));
        Assert.Null(Hash(Parameter, "/?U=a"));
    }

    [Fact]
    public void The_trace_is_the_key_not_the_span()
    {
        var expected = Hash(TraceId, "/", $"traceparent: 00-{Trace}-00f067aa0ba902b7-01");
        Assert.NotNull(expected);
        Assert.Equal(expected, Hash(TraceId, "/", $"traceparent: cc-{Trace}-b7ad6b7169203331-00-more"));
        Assert.NotEqual(expected, Hash(TraceId, "/", $"traceparent: 00-{Trace.Replace('4', '5')}-00f067aa0ba902b7-01"));
    }

    [Fact]
    public void The_clients_address_is_the_key()
    {
        Assert.Equal(HashOf(Client, Asked.For("/", client: "192.0.2.7")), HashOf(Client, Asked.For("/x", client: "::ffff:192.0.2.7")));
        Assert.NotEqual(HashOf(Client, Asked.For("/", client: "192.0.2.7")), HashOf(Client, Asked.For("/", client: "192.0.2.8")));
        Assert.NotNull(HashOf(Client, Asked.For("/", client: "2001:db8::1")));
    }

    public static TheoryData<StickyKey, string, string[]> Without => new()
    {
        { User, "/", [] },
        { User, "/", ["X-User: "] },
        { User, "/", ["X-User:", "X-User: 7"] },
        { Session, "/", [] },
        { Session, "/", ["Cookie: session="] },
        { Session, "/", ["Cookie: session=; session=7"] },
        { Session, "/", ["Cookie: "] },
        { Parameter, "/", [] },
        { Parameter, "/?", [] },
        { Parameter, "/?u", [] },
        { Parameter, "/?u=", [] },
        { Parameter, "/?u=&u=7", [] },
        { Client, "/", [] },
        { TraceId, "/", [] },
        { TraceId, "/", ["traceparent: "] },
        { TraceId, "/", [$"traceparent: 00-{Trace}"] },
        { TraceId, "/", [$"traceparent: ff-{Trace}-00f067aa0ba902b7-01"] },
        { TraceId, "/", [$"traceparent: 00-{Trace.ToUpperInvariant()}-00f067aa0ba902b7-01"] },
        { TraceId, "/", ["traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01"] },
        { TraceId, "/", ["traceparent: 00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01"] },
    };

    [Theory]
    [MemberData(nameof(Without))]
    public void A_missing_empty_or_broken_key_is_none(StickyKey key, string target, string[] fields) => Assert.Null(Hash(key, target, fields));

    [Theory]
    [MemberData(nameof(Without))]
    public void Without_a_key_the_fallback_decides(StickyKey key, string target, string[] fields)
    {
        var facts = Asked.For(target, fields: fields);
        var skipping = Sampler(key, StickyFallback.Skip, Share.All);
        var all = Sampler(key, StickyFallback.Random, Share.All);
        var none = Sampler(key, StickyFallback.Random, Share.None);
        var half = Sampler(key, StickyFallback.Random, Share.FromPercent(50)!);
        var chosen = 0;
        for (var i = 0; i < 2_000; i++)
        {
            Assert.False(skipping.Choose(facts));
            Assert.True(all.Choose(facts));
            Assert.False(none.Choose(facts));
            chosen += half.Choose(facts) ? 1 : 0;
        }

        // Each by itself: neither always nor never, and half of them within six sigma.
        Assert.InRange(chosen, 1_000 - 135, 1_000 + 135);
    }

    [Fact]
    public void With_a_key_the_fallback_is_not_asked()
    {
        var facts = Asked.For("/", fields: "X-User: 7");
        var first = Sampler(User, StickyFallback.Random, Share.FromPercent(50)!).Choose(facts);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(first, Sampler(User, StickyFallback.Random, Share.FromPercent(50)!).Choose(facts));
        }

        Assert.True(Sampler(User, StickyFallback.Skip, Share.All).Choose(facts));
    }

    private static StickySampler Sampler(StickyKey key, StickyFallback fallback, Share share) =>
        new(new StickySampling { Key = key, Fallback = fallback }, share, share, "s");

    private static ulong? Hash(StickyKey key, string target, params string[] fields) => HashOf(key, Asked.For(target, fields: fields));

    private static ulong? HashOf(StickyKey key, RequestFacts facts)
    {
        var hash = new SipHash(new SipKey(1, 2));
        return KeyReader.Of(key).TryRead(facts, ref hash) ? hash.Finish() : null;
    }
}
