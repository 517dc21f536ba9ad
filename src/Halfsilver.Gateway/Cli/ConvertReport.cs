using System.Collections.Immutable;
using System.Text;
using Halfsilver.Dialects;
using Halfsilver.Gateway.Settings;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Cli;

/// <summary>What a conversion kept, and what it could not.</summary>
internal sealed class ConvertReport(PlanFiles.Result read, ImmutableArray<string> files)
{
    /// <summary>The plan; null when the configuration is not valid.</summary>
    public Plan? Plan => read.Plan;

    /// <summary>What was said about the files, in their order.</summary>
    public ImmutableArray<PlanNotice> Notices => read.Notices;

    /// <summary>Whether something was not kept as it stands there.</summary>
    public bool Loses => Count(NoticeKind.Approximated) + Count(NoticeKind.Ignored) > 0;

    /// <summary>The counts as people read them.</summary>
    public IEnumerable<string> Summary()
    {
        var plan = Plan is null ? "" : $" · {Plural(Plan.Routes.Length, "route")}, {Plural(Plan.Services.Count, "service")}, {Plural(Mirrors(Plan), "mirror")}";
        yield return $"read {Plural(files.Length, "file")} as {string.Join(", ", Dialects)}{plan}";
        foreach (var (word, count, meaning) in Counts())
            yield return $"  {word,-13}{count,4}  {meaning}";
    }

    /// <summary>The report as a page.</summary>
    public string Markdown()
    {
        var page = new StringBuilder();
        page.Append("# Conversion report\n\n").AppendJoin('\n', Summary().Take(1)).Append("\n\n| | places | |\n|---|---|---|\n");
        foreach (var (word, count, meaning) in Counts())
            page.Append("| ").Append(word).Append(" | ").Append(count).Append(" | ").Append(meaning).Append(" |\n");
        foreach (var group in Notices.GroupBy(notice => Word(notice.Kind), StringComparer.Ordinal))
        {
            page.Append("\n## ").Append(char.ToUpperInvariant(group.Key[0])).Append(group.Key.AsSpan(1)).Append("\n\n| place | key | what is said |\n|---|---|---|\n");
            foreach (var notice in group)
            {
                page.Append("| ").Append(Cell(notice.Line > 0 ? $"{notice.File}:{notice.Line}:{notice.Column}" : notice.File))
                    .Append(" | ").Append(notice.Path.Length > 0 ? $"`{Cell(notice.Path)}`" : "").Append(" | ").Append(Cell(notice.Message)).Append(" |\n");
            }
        }
        return page.ToString();
    }

    /// <summary>The report as JSON has it.</summary>
    /// <param name="file">The file that was written; null for none.</param>
    /// <param name="text">The text, where it went to no file.</param>
    public object Json(string? file, string? text) => new Answer(
        Plan is not null, Dialects, Count(NoticeKind.Exact), Count(NoticeKind.Approximated), Count(NoticeKind.Ignored), Rejected,
        [.. Notices.Select(notice => new NoticeAnswer(
            Word(notice.Kind), notice.Code, notice.File, notice.Line == 0 ? null : notice.Line, notice.Line == 0 ? null : notice.Column, notice.Path, notice.Message))],
        file, text);

    private ImmutableArray<string> Dialects => [.. read.Files.Select(file => file.Dialect).Distinct(StringComparer.Ordinal)];

    private int Rejected => Count(NoticeKind.Rejected) + Count(NoticeKind.NotYet);

    private IEnumerable<(string Word, int Count, string Meaning)> Counts() =>
    [
        ("approximated", Count(NoticeKind.Approximated), "read as something close"),
        ("ignored", Count(NoticeKind.Ignored), "without effect here"),
        ("rejected", Rejected, "leave no plan"),
        ("exact", Count(NoticeKind.Exact), "of note; all that is not listed is exact, too"),
    ];

    private int Count(NoticeKind kind) => Notices.Count(notice => notice.Kind == kind);

    private static int Mirrors(Plan plan) => plan.Routes.Sum(route => route.Mirrors.Length) + plan.Services.Values.OfType<MirroringService>().Sum(service => service.Mirrors.Length);

    private static string Word(NoticeKind kind) => kind switch
    {
        NoticeKind.Approximated => "approximated",
        NoticeKind.Ignored => "ignored",
        NoticeKind.Exact => "exact",
        _ => "rejected",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ');

    private static string Plural(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private sealed record Answer(
        bool Valid, ImmutableArray<string> Dialects, int Exact, int Approximated, int Ignored, int Rejected, ImmutableArray<NoticeAnswer> Notices, string? File, string? Text);

    private sealed record NoticeAnswer(string Kind, string Code, string File, int? Line, int? Column, string Path, string Message);
}
