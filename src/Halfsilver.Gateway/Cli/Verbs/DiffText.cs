using System.Collections.Immutable;
using Halfsilver.Dialects.Differences;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>Differences as people read them.</summary>
internal static class DiffText
{
    /// <summary>Writes a line each.</summary>
    public static void Write(Invocation call, ImmutableArray<PlanChange> changes)
    {
        foreach (var change in changes)
        {
            var line = change.ToString();
            call.Write(change.Kind switch
            {
                ChangeKind.Added => call.Paint.Good(line),
                ChangeKind.Removed => call.Paint.Bad(line),
                _ => call.Paint.Warn(line),
            });
        }
    }

    /// <summary>Writes what came of asking for a change.</summary>
    public static void Write(Invocation call, ChangeAnswer answer)
    {
        if (call.Json)
        {
            call.WriteJson(answer);
            return;
        }

        Write(call, answer.Difference);
        call.Write(Count(answer.Difference));
        call.Say(answer.Accepted ? $"revision r{answer.Revision} is in force" : $"revision r{answer.Revision} stays in force");
    }

    /// <summary>How many there are, in words.</summary>
    public static string Count(ImmutableArray<PlanChange> changes) => changes.Length switch { 0 => "no semantic difference", 1 => "1 change", var count => $"{count} changes" };
}
