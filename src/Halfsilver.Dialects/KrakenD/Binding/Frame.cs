using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>What the parts of a file share while they are bound.</summary>
/// <param name="Scope">Told what there is to say.</param>
/// <param name="Hosts">Services of hosts.</param>
/// <param name="Services">Names of services.</param>
/// <param name="Routes">Names of routes.</param>
/// <param name="Places">Where in the file all came from.</param>
internal sealed record Frame(ReadingScope Scope, HostBook Hosts, NameBook Services, NameBook Routes, PlanPlaces Places)
{
    /// <summary>Time for an endpoint that names none.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>What clients of an endpoint that names nothing are sent.</summary>
    public required string Output { get; init; }

    /// <summary>Largest request body.</summary>
    public required long MaxBody { get; init; }
}
