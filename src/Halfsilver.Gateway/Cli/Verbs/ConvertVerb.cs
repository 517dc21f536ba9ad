using System.CommandLine;
using Halfsilver.Gateway.Settings;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>convert</c>: writes configuration of any dialect as a native file, and says what could not be kept.</summary>
internal sealed class ConvertVerb : IVerb
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Files, directories, or - for standard input.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _from = new("--from", "--dialect") { Description = "The files' dialect; guessed from the text unless given.", HelpName = "D" };
    private readonly Option<string?> _out = new("--out", "-O") { Description = "Write to this file instead of standard output. It is replaced as a whole or not at all.", HelpName = "FILE" };
    private readonly Option<string> _to = new Option<string>("--to")
    {
        Description = "What to write: the native file as YAML, or the same as JSON.",
        DefaultValueFactory = _ => "native",
    }.AcceptOnlyFromAmong("native", "json");
    private readonly Option<string?> _report = new("--report") { Description = "Write what was said about each place to this file, in Markdown.", HelpName = "FILE" };
    private readonly Option<bool> _strict = new("--strict") { Description = "Write nothing and end with 2 where something is approximated or ignored." };

    public Command Describe() => new("convert", "Write configuration of any dialect as a native file; 78 when it is not valid, and then nothing is written.")
    {
        _files, _from, _out, _to, _report, _strict,
    };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        var names = call.Get(_files);
        var read = new PlanFiles(call.Around.Plans, call.Around.In).Read(names, call.Get(_from), toRun: false);
        var report = new ConvertReport(read, [.. names.SelectMany(PlanFiles.Expand)]);
        var isRefused = call.Get(_strict) && report.Loses;
        var text = read.Plan is { } plan && !isRefused ? PlanText.Of(plan, call.Get(_to) == "json") : null;
        if (call.Get(_report) is { } file)
            await WriteAsync(file, report.Markdown(), call.Cancel);
        var target = call.Get(_out) is { } named and not "-" ? named : null;
        if (text is not null && target is not null)
            await WriteAsync(target, text, call.Cancel);
        else if (text is not null && !call.Json)
            call.Around.Out.Write(text);

        Tell(call, report, text is null ? null : target, isRefused);
        if (call.Json)
            call.WriteJson(report.Json(text is null ? null : target, target is null ? text : null));
        return read.Plan is null ? ExitCode.Configuration : isRefused ? ExitCode.No : ExitCode.Success;
    }

    private static void Tell(Invocation call, ConvertReport report, string? written, bool isRefused)
    {
        foreach (var notice in report.Notices.Where(notice => !call.Quiet || notice.Level == NoticeLevel.Error))
            call.Around.Error.WriteLine(notice.Text(call.MessagePaint.On));
        foreach (var line in report.Summary())
            call.Say(line);
        if (report.Plan is null)
            call.Around.Error.WriteLine($"{call.MessagePaint.Bad("error:")} the configuration is not valid; nothing is written");
        else if (isRefused)
            call.Around.Error.WriteLine($"{call.MessagePaint.Bad("error:")} not all of it is exact (--strict); nothing is written");
        else if (written is not null)
            call.Say($"wrote {written}");
    }

    private static async Task WriteAsync(string file, string text, CancellationToken cancel)
    {
        try
        {
            await WholeFile.WriteAsync(file, text, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"{file}: {failure.Message}", inner: failure);
        }
    }
}
