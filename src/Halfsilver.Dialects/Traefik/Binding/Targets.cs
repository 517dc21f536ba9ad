using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Who answers a router's requests.</summary>
internal static class Targets
{
    /// <summary>The action that a service comes to; Traefik's own services are answered by the gateway, so that nothing else takes their requests.</summary>
    public static RouteAction? Of(Reference service, Assembly parts)
    {
        if (service.Provider == Reference.Internal)
        {
            if (service.Name == "noop")
            {
                return new DirectAction { Status = 418 };
            }

            parts.Scope.Approximate(service.Place, service.Path, $"\"{service.Whole}\" is Traefik's own: its requests are answered with 404, for this gateway's admin side is on a port of its own");
            return new DirectAction { Status = 404 };
        }

        return parts.Graph.Resolve(service) is { } found ? new ForwardAction(found) : null;
    }
}
