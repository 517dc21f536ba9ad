using System.Text;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>What all exchanges of one gateway share.</summary>
/// <param name="Id">The pseudonym's last part, by which the gateway knows its own copies again.</param>
/// <param name="Bytes">The bytes that all copies may hold.</param>
/// <param name="Wheel">Deadlines.</param>
/// <param name="Time">The clock.</param>
/// <param name="Watchers">Who is told of every copy that ends.</param>
internal sealed record Instance(string Id, ByteBudget Bytes, DeadlineWheel Wheel, TimeProvider Time, CopyListeners Watchers)
{
    /// <summary>Makes spans, where somebody listens.</summary>
    public Tracing Tracing { get; init; } = new();

    /// <summary>Upgraded connections.</summary>
    public OpenSplices Splices { get; } = new();

    /// <summary>The id as it stands in a Via field.</summary>
    public ReadOnlyMemory<byte> IdBytes { get; } = Encoding.ASCII.GetBytes(Id);

    /// <summary>The value of the Via field that copies carry (RFC 9110 §7.6.3).</summary>
    public ReadOnlyMemory<byte> Via { get; } = Encoding.ASCII.GetBytes($"1.1 halfsilver-{Id}");
}
