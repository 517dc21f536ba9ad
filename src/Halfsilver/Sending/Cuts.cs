using Halfsilver.Teeing;

namespace Halfsilver.Sending;

/// <summary>What a cut body makes of its copy.</summary>
internal static class Cuts
{
    /// <summary>The fate of a copy that was under way.</summary>
    public static Fate Sent(TeeCut cut) => cut switch
    {
        TeeCut.Lagged => Fate.CutLagged,
        TeeCut.BytesBudget => Fate.CutBytesBudget,
        TeeCut.BodyTooLarge => Fate.CutBodyTooLarge,
        TeeCut.ClientAbort => Fate.CutClientAbort,
        _ => Fate.CutBody,
    };

    /// <summary>The fate of a copy that waited for a connection.</summary>
    public static Fate Unsent(TeeCut cut) => cut switch
    {
        TeeCut.BodyTooLarge => Fate.BodyTooLarge,
        TeeCut.ClientAbort => Fate.ClientAbort,
        TeeCut.Body => Fate.PrimaryCut,
        TeeCut.Held => Fate.QueueExpired,
        _ => Fate.BytesBudget,
    };
}
