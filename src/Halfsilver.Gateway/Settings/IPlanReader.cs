using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Settings;

/// <summary>Reads people's configuration, whatever its dialect.</summary>
internal interface IPlanReader
{
    /// <summary>Names of the dialects that <c>--dialect</c> takes.</summary>
    ImmutableArray<string> Dialects { get; }

    /// <summary>The native format's JSON schema, as text.</summary>
    string Schema { get; }

    /// <summary>Reads files: those of a dialect that refer to one another together, others each alone. Bad input becomes notices, never an exception.</summary>
    /// <param name="files">The files.</param>
    /// <param name="dialect">One of <see cref="Dialects"/>; null guesses from each text.</param>
    ImmutableArray<PlanFileReading> Read(ImmutableArray<PlanFile> files, string? dialect);
}

/// <summary>A configuration file's text under the name that messages show.</summary>
internal sealed record PlanFile(string Name, string Text);

/// <summary>What one file gave, or several that were read together.</summary>
/// <param name="Plan">The plan; null when a notice is an error.</param>
/// <param name="Dialect">The dialect they were read as.</param>
/// <param name="Notices">Everything worth saying, in the order of the file.</param>
internal sealed record PlanFileReading(Plan? Plan, string Dialect, ImmutableArray<PlanNotice> Notices);

/// <summary>How bad a notice is.</summary>
internal enum NoticeLevel
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Probably not what was meant.</summary>
    Warning,

    /// <summary>There is no plan.</summary>
    Error,
}

/// <summary>One thing to say about a place in a file.</summary>
internal sealed record PlanNotice(NoticeLevel Level, string Code, string File, int Line, int Column, string Path, string Message)
{
    /// <summary>What it means for the plan.</summary>
    public NoticeKind Kind { get; init; } = Level == NoticeLevel.Error ? NoticeKind.Rejected : NoticeKind.Exact;

    /// <summary>The name that was probably meant; null where none is near.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The notice with its source lines as people read it, plain or in colour; null where there is no source to show.</summary>
    public Func<bool, string>? Excerpt { get; init; }

    /// <summary>The notice as people read it.</summary>
    public string Text(bool color) => Excerpt?.Invoke(color)
        ?? $"{File}{(Line > 0 ? $":{Line}:{Column}" : "")}  {Level switch { NoticeLevel.Error => "error", NoticeLevel.Warning => "warning", _ => "note" }}  {Code}  {Path}: {Message}";
}
