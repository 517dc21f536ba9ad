using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects;

/// <summary>Somebody's configuration format, read into a <see cref="Plan"/>.</summary>
public interface IDialect
{
    /// <summary>The name people type, in lower case: <c>native</c>.</summary>
    string Name { get; }

    /// <summary>Whether a file that begins with <paramref name="head"/> looks like this dialect. Cheap; never throws.</summary>
    bool Recognises(ReadOnlySpan<char> head);

    /// <summary>Reads a whole file. Never throws for bad input: what is wrong becomes a <see cref="Notice"/>.</summary>
    Reading Read(DialectText text);
}

/// <summary>A file's text.</summary>
/// <param name="FileName">Its name as notices show it.</param>
/// <param name="Text">Its whole content.</param>
public sealed record DialectText(string FileName, string Text);

/// <summary>What came out of a file.</summary>
/// <param name="Plan">The plan; null when a notice is <see cref="NoticeKind.Rejected"/> or <see cref="NoticeKind.NotYet"/>.</param>
/// <param name="Notices">Everything worth saying, in the order of the file.</param>
public sealed record Reading(Plan? Plan, ImmutableArray<Notice> Notices);
