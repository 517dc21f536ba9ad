using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects;

/// <summary>Somebody's configuration format, read into a <see cref="Plan"/>.</summary>
public interface IDialect
{
    /// <summary>The name people type, in lower case: <c>native</c>.</summary>
    string Name { get; }

    /// <summary>Whether a file is this dialect's, by its content. Cheap; never throws.</summary>
    bool Recognises(DialectText text);

    /// <summary>
    /// Whether a file that another dialect recognises, or none does, is read by this one too where it stands beside a file of it, as a
    /// Kubernetes Service is by all that refer to it. Cheap; never throws.
    /// </summary>
    bool Joins(DialectText text) => false;

    /// <summary>Whether files are read together, so that names of one may be used in another. Otherwise each is read alone.</summary>
    bool ReadsTogether => true;

    /// <summary>
    /// Reads whole files. Never throws for bad input: what is wrong becomes a
    /// <see cref="Notice"/>.
    /// </summary>
    /// <param name="files">One file, or several where <see cref="ReadsTogether"/>, in the order in which notices list them.</param>
    Reading Read(ImmutableArray<DialectText> files);
}

/// <summary>A file's text.</summary>
/// <param name="FileName">Its name as notices show it.</param>
/// <param name="Text">Its whole content.</param>
public sealed record DialectText(string FileName, string Text);

/// <summary>What came out of a dialect's files.</summary>
/// <param name="Plan">The plan; null when a notice is <see cref="NoticeKind.Rejected"/> or <see cref="NoticeKind.NotYet"/>.</param>
/// <param name="Notices">Everything worth saying, in the order of the files.</param>
public sealed record Reading(Plan? Plan, ImmutableArray<Notice> Notices);
