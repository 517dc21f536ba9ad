namespace Halfsilver.Planning;

/// <summary>Fan-outs: calls, numbers, names.</summary>
internal static class FanOutCheck
{
    public static void Check(Plan plan, FanOutService service, string place, References references, ICollection<Problem> problems)
    {
        var ranges = new Ranges(problems);
        ranges.Time(service.Timeout, $"{place}.timeout");
        ranges.AtLeast(service.MaxBufferedBody, 0, $"{place}.maxBufferedBody");
        ranges.AtLeast(service.MaxAnswerBytes, 1, $"{place}.maxAnswerBytes");
        ranges.Number(service.FailureStatus, 400, 599, $"{place}.failureStatus");
        Token(service.CompleteField, $"{place}.completeField", problems);
        var calls = service.Calls.IsDefault ? [] : service.Calls;
        if (calls.IsEmpty)
        {
            problems.Report(ProblemCodes.BadFanOut, $"{place}.calls", "no calls (0); at least one");
        }

        Names.Check($"{place}.calls", calls.Select(call => call.Name), problems);
        foreach (var call in calls)
        {
            Call(plan, call, $"{place}.calls[{call.Name}]", references, problems);
        }
    }

    private static void Call(Plan plan, FanOutCall call, string place, References references, ICollection<Problem> problems)
    {
        references.Service(call.Service, $"{place}.service");
        if (plan.Services.TryGetValue(call.Service.Service, out var service) && service is MirroringService)
        {
            problems.Report(
                ProblemCodes.BadFanOut, $"{place}.service", $"a call cannot be mirrored (\"{call.Service.Service}\"); a service of endpoints, or mirrors at the route");
        }

        new Ranges(problems).Number(call.Race, 1, 16, $"{place}.race");
        Token(call.Method, $"{place}.method", problems);
        foreach (var name in (call.Fields ?? []).Concat(call.SetFields.Select(field => field.Name)))
        {
            Token(name, $"{place}.headers", problems);
        }

        RewriteCheck.Check(new Rewrite { SetFields = call.SetFields, ReplacePath = call.Path is { } path && !path.Contains('{', StringComparison.Ordinal) ? path : null }, place, problems);
        if (!call.Allow.IsEmpty && !call.Deny.IsEmpty)
        {
            problems.Report(ProblemCodes.BadFanOut, $"{place}.deny", "both allow and deny are set; one of them");
        }

        foreach (var member in call.Allow.Concat(call.Deny).Concat(call.Target is { } target ? [target] : []).Where(member => member.Split('.').Any(part => part.Length == 0)))
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
