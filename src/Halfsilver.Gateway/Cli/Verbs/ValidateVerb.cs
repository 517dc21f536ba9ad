using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Halfsilver.Gateway.Settings;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>validate</c>: says everything that is wrong with configuration, and starts nothing.</summary>
internal sealed class ValidateVerb : IVerb
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Files, directories, or - for standard input.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _dialect = PlanOptions.Dialect();

    public Command Describe() => new("validate", "Check configuration without starting anything; 78 when it is not valid.") { _files, _dialect };

    public Task<ExitCode> RunAsync(Invocation call)
    {
        var began = call.Around.Time.GetTimestamp();
        var read = new PlanFiles(call.Around.Plans, call.Around.In).Read(call.Get(_files), call.Get(_dialect));
        var took = call.Around.Time.GetElapsedTime(began);
        if (call.Json)
            call.WriteJson(Json(read, took));
        else
            Text(call, read, took);
        return Task.FromResult(read.Plan is null ? ExitCode.Configuration : ExitCode.Success);
    }

    private static void Text(Invocation call, PlanFiles.Result read, TimeSpan took)
    {
        foreach (var notice in read.Notices)
            call.Write(notice.Text(call.Paint.On));
        var (errors, warnings) = (Count(read, NoticeLevel.Error), Count(read, NoticeLevel.Warning));
        var verdict = read.Plan is { } plan
            ? call.Paint.Good("valid") + $" · {Plural(plan.Routes.Length, "route")}, {Plural(plan.Services.Count, "service")}"
            : call.Paint.Bad("not valid");
        var counts = errors + warnings > 0 ? $" · {Plural(errors, "error")}, {Plural(warnings, "warning")}" : "";
        var dialects = string.Join(", ", read.Files.Select(file => file.Dialect).Distinct(StringComparer.Ordinal));
        call.Write($"{verdict}{counts} · {dialects} · {took.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s");
    }

    private static ValidateAnswer Json(PlanFiles.Result read, TimeSpan took) => new(
        read.Plan is not null, read.Plan?.Routes.Length ?? 0, read.Plan?.Services.Count ?? 0, Math.Round(took.TotalMilliseconds, 1),
        Count(read, NoticeLevel.Error), Count(read, NoticeLevel.Warning),
        [.. read.Files.Select(file => file.Dialect).Distinct(StringComparer.Ordinal)],
        [.. read.Notices.Select(notice => new NoticeAnswer(
            notice.Level, notice.Code, notice.File, notice.Line == 0 ? null : notice.Line, notice.Line == 0 ? null : notice.Column, notice.Path, notice.Message, notice.Suggestion))]);

    private static int Count(PlanFiles.Result read, NoticeLevel level) => read.Notices.Count(notice => notice.Level == level);

    private static string Plural(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private sealed record ValidateAnswer(
        bool Valid, int Routes, int Services, double Milliseconds, int Errors, int Warnings, ImmutableArray<string> Dialects, ImmutableArray<NoticeAnswer> Notices);

    private sealed record NoticeAnswer(NoticeLevel Level, string Code, string File, int? Line, int? Column, string Path, string Message, string? Suggestion);
}
