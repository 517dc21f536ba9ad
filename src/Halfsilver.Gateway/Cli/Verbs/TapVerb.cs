using System.CommandLine;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>tap</c>: each copy that ends, as it ends.</summary>
internal sealed class TapVerb : IVerb
{
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<string?> _route = new("--route") { Description = "Only this route.", HelpName = "ROUTE" };
    private readonly Option<string?> _mirror = new("--mirror") { Description = "Only mirrors of this name.", HelpName = "MIRROR" };
    private readonly Option<string> _only = new Option<string>("--only")
    {
        Description = "All copies, or only those that failed or were answered with 500 and above.",
        DefaultValueFactory = _ => "all",
    }.AcceptOnlyFromAmong("all", "error");
    private readonly Option<int?> _max = new("--max") { Description = "Stop after so many.", HelpName = "N" };

    public Command Describe()
    {
        _max.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is <= 0)
                result.AddError("--max: use 1 or more");
        });
        return new Command("tap", "Follow the copies of a running gateway.") { _admin, _route, _mirror, _only, _max };
    }

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _admin);
        await using var stream = await admin.StreamAsync(Path(call), call.Cancel);
        var (seen, max) = (0, call.Get(_max));
        try
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(call.Cancel))
            {
                if (item.EventType is "dropped")
                    call.Say($"{JsonSerializer.Deserialize<TapDropped>(item.Data, AdminJson.Options)!.Dropped} lines dropped so far: this reader is too slow, or --only would help");
                else if (item.EventType is "copy")
                    Show(call, item.Data, ref seen);
                if (seen >= max)
                    return ExitCode.Success;
            }
        }
        catch (IOException)
        {
            // The gateway ended in the middle of a line; what there is to say is the same.
        }
        throw new CliException(ExitCode.Unavailable, "the gateway closed the stream");
    }

    private static void Show(Invocation call, string data, ref int seen)
    {
        seen++;
        if (call.Json)
            call.Around.Out.WriteLine(data);
        else
            call.Write(Text(JsonSerializer.Deserialize<TapLine>(data, AdminJson.Options)!, call.Paint));
        // A tap is read as it happens, also through a pipe.
        call.Around.Out.Flush();
    }

    private static string Text(TapLine line, Paint paint)
    {
        var statuses = $"{Status(line.PrimaryStatus)} → {Status(line.MirrorStatus)}";
        var bad = line.Fate != "answered" || line.MirrorStatus >= 500;
        var ending = line.Reason is null ? "" : $"  {line.Fate}: {line.Reason}";
        return $"{line.At[11..23]} {line.Route} {line.Mirror} {line.Method} {line.Path}  "
            + (bad ? paint.Bad(statuses + ending) : paint.Good(statuses))
            + string.Create(CultureInfo.InvariantCulture, $"  {(line.PrimaryMs is { } primary ? primary.ToString("0.0", CultureInfo.InvariantCulture) + " ms" : "–")} | {line.MirrorMs:0.0} ms");
    }

    private static string Status(int? status) => status?.ToString(CultureInfo.InvariantCulture) ?? "–";

    private string Path(Invocation call)
    {
        var query = $"?only={call.Get(_only)}";
        if (call.Get(_route) is { } route)
            query += $"&route={Uri.EscapeDataString(route)}";
        if (call.Get(_mirror) is { } mirror)
            query += $"&mirror={Uri.EscapeDataString(mirror)}";
        return "/api/v1/events" + query;
    }
}
