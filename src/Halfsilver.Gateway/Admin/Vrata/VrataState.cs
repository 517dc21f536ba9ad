using System.Collections.Immutable;
using Halfsilver.Dialects.Vrata;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>A plan with Vrata's objects in it: what they are read into, and what others wrote.</summary>
internal sealed class VrataState
{
    private VrataState(Plan written, VrataDocument document, ImmutableDictionary<string, Service> others, VrataReading reading) =>
        (Written, Document, Others, Reading) = (written, document, others, reading);

    /// <summary>The plan.</summary>
    public Plan Written { get; }

    /// <summary>The objects.</summary>
    public VrataDocument Document { get; }

    /// <summary>Services that no object stands for; routes may name them as destinations.</summary>
    public ImmutableDictionary<string, Service> Others { get; }

    /// <summary>What the objects are read into.</summary>
    public VrataReading Reading { get; }

    /// <summary>The state of a plan.</summary>
    public static VrataState Of(Plan written)
    {
        var document = VrataDocument.From(written);
        var reading = VrataObjects.Read(document.Text, written.Services);
        if (reading.Plan is not { Services.IsEmpty: false } own)
        {
            return new VrataState(written, document, written.Services, reading);
        }

        // An object goes before a service of its name: that one is its own.
        var others = written.Services.RemoveRange(own.Services.Keys);
        return new VrataState(written, document, others, VrataObjects.Read(document.Text, others));
    }

    /// <summary>What another document would be read into.</summary>
    public VrataReading Read(VrataDocument document) => VrataObjects.Read(document.Text, Others);
}
