using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Says what is wrong with a backend: a shadow is left out, any other stops the file.</summary>
internal sealed class Faults(ReadingScope scope, bool isShadow)
{
    public bool IsShadow => isShadow;

    public void Say(Item at, string what, string? suggestion = null)
    {
        if (isShadow)
        {
            scope.Approximate(at.Place, at.Path, $"{what}; this shadow is left out");
        }
        else
        {
            scope.Reject(Codes.BadValue, at.Place, at.Path, what, suggestion);
        }
    }
}
