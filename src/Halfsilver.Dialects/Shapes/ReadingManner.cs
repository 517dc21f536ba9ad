namespace Halfsilver.Dialects.Shapes;

/// <summary>How strict a dialect is with what its files hold.</summary>
internal sealed record ReadingManner
{
    /// <summary>Values of <c>${NAME}</c>; null where such a text means itself.</summary>
    public Func<string, string?>? Variables { get; init; }

    /// <summary>Whether keys that are not known are left out with a notice, as systems do that skip them.</summary>
    public bool SkipsUnknownKeys { get; init; }

    /// <summary>Characters that make a key a comment where it begins with one of them. Default: there are none.</summary>
    public string CommentMarks { get; init; } = "";

    /// <summary>Whether keys are compared without case.</summary>
    public bool AnyCase { get; init; }

    /// <summary>Whether numbers and booleans may stand in quotes, and the other way round.</summary>
    public bool Loose { get; init; }
}
