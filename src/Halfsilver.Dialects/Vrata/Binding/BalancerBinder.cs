using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Binds how one of several endpoints is chosen.</summary>
internal static class BalancerBinder
{
    private const string PinCookie = "_vrata_endpoint_pin";

    public static (Balancing Balancing, StickyKey? Key) Bind(MapItem? group, int endpoints, ReadingScope scope)
    {
        switch (group?.Text("algorithm"))
        {
            case "LEAST_REQUEST":
                return (DestinationBinder.Number(group.Map("leastRequest"), "choiceCount", 2, int.MaxValue) > 2 ? Balancing.LeastRequests : Balancing.PowerOfTwo, null);
            case "RANDOM":
                return (Balancing.Random, null);
            case "RING_HASH":
                return Hash(group, "ringHash", endpoints, scope);
            case "MAGLEV":
                return Hash(group, "maglev", endpoints, scope);
            case "STICKY":
                if (endpoints != 1)
                {
                    var item = group.Entries["algorithm"];
                    scope.Approximate(item.Place, item.Path, "the cookie is a key that endpoints are chosen by, and is never given: a client without it goes round");
                }

                return Key(StickyKeyKind.Cookie, group.Map("sticky")?.Map("cookie")?.Text("name") is { Length: > 0 } name ? name : PinCookie, group, scope);
            default:
                return (Balancing.RoundRobin, null);
        }
    }

    private static (Balancing, StickyKey?) Hash(MapItem group, string part, int endpoints, ReadingScope scope)
    {
        var policies = group.Map(part)?.List("hashPolicy").OfType<MapItem>().ToList() ?? [];
        if (policies.Count > 1)
        {
            scope.Approximate(policies[1].Place, policies[1].Path, "the first key alone counts; a request without it goes round");
        }

        foreach (var policy in policies)
        {
            if (policy.Map("header")?.Text("name") is { Length: > 0 } header)
            {
                return Key(StickyKeyKind.Header, header, policy, scope);
            }

            if (policy.Map("cookie") is { } cookie)
            {
                if (endpoints != 1)
                {
                    scope.Approximate(cookie.Place, cookie.Path, "the cookie is never given: a client without it goes round");
                }

                return Key(StickyKeyKind.Cookie, cookie.Text("name") is { Length: > 0 } name ? name : PinCookie, policy, scope);
            }

            if (policy.Map("sourceIP")?.Value("enabled", false) ?? false)
            {
                return (Balancing.Hash, new StickyKey(StickyKeyKind.ClientAddress));
            }
        }

        var item = group.Entries["algorithm"];
        scope.Approximate(item.Place, item.Path, "names no key, so endpoints are chosen in turn");
        return (Balancing.RoundRobin, null);
    }

    private static (Balancing, StickyKey?) Key(StickyKeyKind kind, string name, MapItem at, ReadingScope scope)
    {
        if (FieldSyntax.IsToken(name))
        {
            return (Balancing.Hash, new StickyKey(kind, name));
        }

        scope.Approximate(at.Place, at.Path, $"\"{FieldSyntax.Shown(name)}\" is no name of a field or cookie, so endpoints are chosen in turn");
        return (Balancing.RoundRobin, null);
    }
}
