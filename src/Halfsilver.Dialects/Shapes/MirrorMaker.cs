using Halfsilver.Planning;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Mirrors as most systems mean them: beside the primary, every method, exact shares, no visible mark.</summary>
internal static class MirrorMaker
{
    public static Mirror Make(string name, ServiceRef target, Share share) => new()
    {
        Name = name,
        Target = target,
        Share = share,
        Only = new CopyFilter { Methods = null },
        Changes = new CopyChanges { Mark = false },
    };
}
