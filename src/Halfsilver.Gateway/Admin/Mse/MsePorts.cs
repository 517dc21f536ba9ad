using System.Collections.Immutable;
using System.Globalization;
using Halfsilver.Dialects.Mse;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Mse;

/// <summary>A port of a service.</summary>
/// <param name="Name">Its name; null where the service has one port without a name.</param>
/// <param name="Number">Its number; null where addresses announce different ones.</param>
internal sealed record MsePort(string? Name, int? Number)
{
    /// <summary>How it is called in answers.</summary>
    public string Shown => Name is null ? Number is { } number ? Text(number) : "those that the addresses announce" : Number is { } known && Name != Text(known) ? $"{Name} ({Text(known)})" : Name;

    /// <summary>All ports of a service; one where there are no addresses, or it is made of others.</summary>
    public static ImmutableArray<MsePort> Of(Service service) => service is EndpointsService { Endpoints: { IsEmpty: false } endpoints }
        ? [.. endpoints.GroupBy(endpoint => endpoint.PortName, StringComparer.Ordinal).Select(port => new MsePort(port.Key, port.Select(each => each.Port).Distinct().ToList() is [var only] ? only : null))]
        : [new MsePort(null, null)];

    /// <summary>
    /// The reference to a service's port, and the plan in which it holds: a fixed port is held by its name, so a single port that has none
    /// is named after its number. Once the service has no such port any more, a plan with the reference is refused.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="service">The service.</param>
    /// <param name="wanted">A number, a name, or <see cref="MirrorPolicyText.Dynamic"/>.</param>
    /// <exception cref="RefusedRequestException">The service has no such port.</exception>
    public static (ServiceRef To, Plan Plan) Find(Plan plan, Service service, string wanted)
    {
        var ports = Of(service);
        var known = string.Join(", ", ports.Select(port => port.Shown));
        if (wanted == MirrorPolicyText.Dynamic)
        {
            return ports.Length == 1
                ? (new ServiceRef(service.Name), plan)
                : throw JsonBody.Refusal(
                    "/dynamicPort", $"a dynamic port is one of a service with a single port, and '{service.Name}' has {ports.Length}: {known}; name one of them as port", ProblemCodes.BadPort, "dynamic-port-multi-port");
        }

        if (ports.FirstOrDefault(port => port.Name == wanted || (port.Number is { } number && Text(number) == wanted)) is not { } found)
        {
            throw JsonBody.Refusal("/port", $"service '{service.Name}' has no port {wanted}; it has {known}", ProblemCodes.BadPort);
        }

        return found.Name is { } name
            ? (new ServiceRef(service.Name, name), plan)
            : (new ServiceRef(service.Name, wanted), plan with { Services = plan.Services.SetItem(service.Name, Named((EndpointsService)service, wanted)) });
    }

    /// <summary>The service with this name for its port, which has none.</summary>
    public static EndpointsService Named(EndpointsService service, string name) =>
        service with { Endpoints = [.. service.Endpoints.Select(endpoint => endpoint with { PortName = name })] };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
