using System.Collections.Immutable;
using System.Text.Json;

namespace Halfsilver.Planning;

/// <summary>Fan-outs: calls, numbers, names.</summary>
internal static class FanOutCheck
{
    private const int MaxRace = 16;
    private const int MaxRedirects = 10;

    private static readonly string[] s_own = ["Host", "Connection", "Content-Length", "Transfer-Encoding"];

    public static void Check(Plan plan, FanOutService service, string place, References references, ICollection<Problem> problems)
    {
        var ranges = new Ranges(problems);
        ranges.Time(service.Timeout, $"{place}.timeout");
        ranges.AtLeast(service.MaxBufferedBody, 0, $"{place}.maxBufferedBody");
        ranges.AtLeast(service.MaxAnswerBytes, 1, $"{place}.maxAnswerSize");
        ranges.Number(service.FailureStatus, 400, 599, $"{place}.failureStatus");
        Token(service.CompleteField, $"{place}.completeField", problems);
        Constant(service, place, problems);
        var calls = service.Calls.IsDefault ? [] : service.Calls;
        if (calls.IsEmpty)
        {
            problems.Report(ProblemCodes.BadFanOut, $"{place}.calls", "no calls (0); at least one");
        }

        if (service.Output == FanOutOutput.Raw)
        {
            Raw(calls, place, problems);
        }

        Names.Check($"{place}.calls", calls.Select(call => call.Name), problems);
        foreach (var call in calls)
        {
            Call(plan, call, $"{place}.calls[{call.Name}]", references, problems);
        }
    }

    /// <summary>What is wrong with a constant's members, or null.</summary>
    public static string? Members(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : $"not a JSON object ({FieldSyntax.Shown(text)}); as {{\"version\":1}}";
        }
        catch (JsonException)
        {
            // Said like all that is wrong with a plan.
            return $"not JSON ({FieldSyntax.Shown(text)}); an object as {{\"version\":1}}";
        }
    }

    private static void Constant(FanOutService service, string place, ICollection<Problem> problems)
    {
        if (service.Constant is not { } constant)
        {
            return;
        }

        if (service.Output == FanOutOutput.Raw)
        {
            problems.Report(ProblemCodes.BadFanOut, $"{place}.constant", "nothing is put into an answer passed on as it comes (raw); json, or leave these out");
        }
        else if (Members(constant.Members) is { } fault)
        {
            problems.Report(ProblemCodes.BadFanOut, $"{place}.constant.members", fault);
        }
    }

    // What is passed on as it comes cannot be one of several, nor looked into.
    private static void Raw(ImmutableArray<FanOutCall> calls, string place, ICollection<Problem> problems)
    {
        if (calls.Length > 1)
        {
            problems.Report(ProblemCodes.BadFanOut, $"{place}.output", $"several calls and an answer passed on as it comes ({calls.Length}); one call, or json");
        }

        foreach (var call in calls.Where(IsShaped))
        {
            problems.Report(
                ProblemCodes.BadFanOut, $"{place}.calls[{call.Name}]", $"an answer passed on as it comes is not raced, read or shaped (\"{call.Name}\"); json, or leave these out");
        }
    }

    private static bool IsShaped(FanOutCall call) =>
        call.Race != 1 || call.Statuses is not null || call.Encoding != FanOutEncoding.Json || call.Target is not null || call.Group is not null
        || !call.Allow.IsEmpty || !call.Deny.IsEmpty || !call.Rename.IsEmpty;

    private static void Call(Plan plan, FanOutCall call, string place, References references, ICollection<Problem> problems)
    {
        references.Service(call.Service, $"{place}.service");

        // A call is no request of a client's: nothing of it is sampled.
        if (FailoverCheck.LeadsToMirrors(plan, call.Service))
        {
            problems.Report(
                ProblemCodes.BadFanOut, $"{place}.service", $"a call cannot be mirrored (\"{call.Service.Service}\"); a service of endpoints, or mirrors at the route");
        }

        var ranges = new Ranges(problems);
        ranges.Number(call.Race, 1, MaxRace, $"{place}.race");
        ranges.Number(call.Redirects, 0, MaxRedirects, $"{place}.redirects");
        foreach (var status in call.Statuses ?? [])
        {
            ranges.Number(status, 200, 599, $"{place}.statuses");
        }

        Token(call.Method, $"{place}.method", problems);
        foreach (var name in call.Fields ?? [])
        {
            Token(name, $"{place}.headers.pass", problems);
        }

        RewriteCheck.Fields(call.SetFields, $"{place}.headers.set", problems);
        foreach (var field in call.SetFields.Where(field => s_own.Contains(field.Name, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Report(ProblemCodes.BadField, $"{place}.headers.set[{field.Name}]", $"a field that the gateway writes itself ({field.Name}); another, or the service's headers.host");
        }

        if (!call.Allow.IsEmpty && !call.Deny.IsEmpty)
        {
            problems.Report(ProblemCodes.BadFanOut, $"{place}.deny", "both allow and deny are set; one of them");
        }

        Ways(call.Target is { } target ? [target] : [], $"{place}.target", problems);
        Ways(call.Allow, $"{place}.allow", problems);
        Ways(call.Deny, $"{place}.deny", problems);
        Ways(call.Rename.OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => new[] { entry.Key, entry.Value }), $"{place}.rename", problems);
    }

    private static void Ways(IEnumerable<string> members, string place, ICollection<Problem> problems)
    {
        foreach (var member in members.Where(member => member.Split('.').Any(part => part.Length == 0)))
        {
            problems.Report(ProblemCodes.BadFanOut, place, $"not the way to a member ({member}); names with dots between them, as user.name");
        }
    }

    private static void Token(string? text, string place, ICollection<Problem> problems)
    {
        if (text is not null && !FieldSyntax.IsToken(text))
        {
            problems.Report(ProblemCodes.BadName, place, $"not a name of HTTP ({FieldSyntax.Shown(text)}); letters, digits and any of !#$%&'*+-.^_`|~");
        }
    }
}
