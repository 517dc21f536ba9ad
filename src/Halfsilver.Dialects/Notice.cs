namespace Halfsilver.Dialects;

/// <summary>What a notice means for the plan.</summary>
public enum NoticeKind
{
    /// <summary>Read as it stands; said because it might surprise.</summary>
    Exact,

    /// <summary>Read as something close to it.</summary>
    Approximated,

    /// <summary>Has no effect here.</summary>
    Ignored,

    /// <summary>Wrong: there is no plan.</summary>
    Rejected,

    /// <summary>Right, but this version cannot do it: there is no plan.</summary>
    NotYet,
}

/// <summary>One thing to say about a place in a file.</summary>
/// <param name="Kind">What it means for the plan.</param>
/// <param name="Code">Stable code, <c>HSnnnn</c>.</param>
/// <param name="File">The file's name.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 units, from 1.</param>
/// <param name="Path">Where in the configuration, as <c>routes[orders].mirrors[v2].percent</c>; empty for the whole file.</param>
/// <param name="Message">What is wrong, with the value, and what is allowed.</param>
public sealed record Notice(NoticeKind Kind, string Code, string File, int Line, int Column, string Path, string Message)
{
    /// <summary>How many columns the value takes on its line. At least 1.</summary>
    public int Length { get; init; } = 1;

    /// <summary>What was probably meant; null when nothing is close.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The line itself; a very long one is cut to the part around the value.</summary>
    public string SourceLine { get; init; } = "";

    /// <summary>The line before; null on the first line.</summary>
    public string? LineBefore { get; init; }

    /// <summary>Where the value begins in <see cref="SourceLine"/>, from 1.</summary>
    public int SourceColumn { get; init; } = 1;

    /// <summary>Whether a file with this notice gives no plan.</summary>
    public bool StopsThePlan => Kind is NoticeKind.Rejected or NoticeKind.NotYet;
}
