using System.CommandLine;
using System.Globalization;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>get</c>: lists of a running gateway.</summary>
internal sealed class GetVerb : IVerb
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss'Z'";

    private readonly Argument<string> _what = new Argument<string>("WHAT") { Description = "revisions, or audit: what was done, by whom." }.AcceptOnlyFromAmong("revisions", "audit");
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "How many, newest first; 200 at most.", HelpName = "N", DefaultValueFactory = _ => 20 };

    public Command Describe()
    {
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > Stores.PageSize.Most)
                result.AddError($"--limit: use 1 to {Stores.PageSize.Most}");
        });
        return new Command("get", "List revisions of the plan, or the audit log.") { _what, _admin, _limit };
    }

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _admin);
        var query = $"?limit={call.Get(_limit)}";
        if (call.Get(_what) == "audit")
            Show(call, await admin.JsonAsync<AuditList>(HttpMethod.Get, RevisionRoutes.AuditPath + query, null, call.Cancel), Table);
        else
            Show(call, await admin.JsonAsync<RevisionList>(HttpMethod.Get, RevisionRoutes.Path + query, null, call.Cancel), Table);
        return ExitCode.Success;
    }

    private static void Show<T>(Invocation call, T list, Func<T, IEnumerable<string[]>> table)
    {
        if (call.Json)
            call.WriteJson(list);
        else
            TextTable.Write(call, [.. table(list)]);
    }

    private static IEnumerable<string[]> Table(RevisionList list) =>
    [
        ["REVISION", "TIME", "BY", "SOURCE", "CHANGES", "MESSAGE"],
        .. list.Revisions.Select(revision => new[]
        {
            $"r{revision.Number}{(revision.Active ? " *" : "")}", Time(revision.Time), revision.Author, revision.Source,
            revision.Changes.ToString(CultureInfo.InvariantCulture), revision.Message,
        }),
    ];

    private static IEnumerable<string[]> Table(AuditList list) =>
    [
        ["TIME", "BY", "SOURCE", "ACTION", "TARGET", "MESSAGE"],
        .. list.Entries.Select(entry => new[]
        {
            Time(entry.Time), entry.Actor.Ip is { } address ? $"{entry.Actor.Name} ({address})" : entry.Actor.Name, entry.Source, entry.Action, entry.Target, entry.Message,
        }),
    ];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
