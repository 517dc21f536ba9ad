using System.Net;

namespace Halfsilver.Matching;

internal sealed class ClientMatch(IPNetwork[] networks) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        if (facts.Client is not { } client)
        {
            return false;
        }

        foreach (var network in networks)
        {
            if (network.Contains(client))
            {
                return true;
            }
        }

        return false;
    }
}
