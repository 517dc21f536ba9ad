using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Native;

namespace Halfsilver.Gateway.Settings;

/// <summary>Reads files through the dialects of this build.</summary>
internal sealed class DialectPlanReader : IPlanReader
{
    /// <inheritdoc/>
    public ImmutableArray<string> Dialects { get; } = [.. DialectBook.Names];

    /// <inheritdoc/>
    public string Schema => NativeSchema.Write().TrimEnd();

    /// <inheritdoc/>
    public ImmutableArray<PlanFileReading> Read(ImmutableArray<PlanFile> files, string? dialect)
    {
        var groups = DialectBook.Group([.. files.Select(file => new DialectText(file.Name, file.Text))], dialect is null ? null : DialectBook.For(dialect));
        return [.. groups.Select(group => Read(group))];
    }

    private static PlanFileReading Read(DialectFiles group)
    {
        var reading = group.Dialect.Read(group.Files);
        return new PlanFileReading(reading.Plan, group.Dialect.Name, [.. reading.Notices.Select(Translate)]);
    }

    private static PlanNotice Translate(Notice notice) =>
        new(LevelOf(notice), notice.Code, notice.File, notice.Line, notice.Column, notice.Path, notice.Message)
        {
            Kind = notice.Kind,
            Suggestion = notice.Suggestion,
            Excerpt = color => NoticeText.Format(notice, color),
        };

    private static NoticeLevel LevelOf(Notice notice) =>
        notice.StopsThePlan ? NoticeLevel.Error : notice.Kind is NoticeKind.Exact ? NoticeLevel.Note : NoticeLevel.Warning;
}
