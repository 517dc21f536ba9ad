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
    public PlanFileReading Read(PlanFile file, string? dialect)
    {
        var text = new DialectText(file.Name, file.Text);
        var chosen = dialect is null ? DialectBook.Recognise(text) : DialectBook.For(dialect);
        var reading = chosen.Read(text);
        return new PlanFileReading(reading.Plan, chosen.Name, [.. reading.Notices.Select(Translate)]);
    }

    private static PlanNotice Translate(Notice notice) =>
        new(LevelOf(notice), notice.Code, notice.File, notice.Line, notice.Column, notice.Path, notice.Message)
        {
            Suggestion = notice.Suggestion,
            Excerpt = color => NoticeText.Format(notice, color),
        };

    private static NoticeLevel LevelOf(Notice notice) =>
        notice.StopsThePlan ? NoticeLevel.Error : notice.Kind is NoticeKind.Exact ? NoticeLevel.Note : NoticeLevel.Warning;
}
