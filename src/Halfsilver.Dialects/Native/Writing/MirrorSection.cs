using System.Text.Json.Nodes;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes mirrors, as <see cref="Binding.MirrorBinder"/> reads them.</summary>
internal static class MirrorSection
{
    private static readonly CopyTimeouts Times = new();
    private static readonly MirrorBudget Usual = new();
    private static readonly CircuitSettings Circuit = new();

    public static void Write(KeyWriter keys, Mirror mirror)
    {
        ServiceSection.Reference(keys, mirror.Target);
        keys.Flag("enabled", mirror.Enabled, usual: true);
        keys.Text("role", mirror.Role == MirrorRole.Baseline ? "baseline" : "candidate", "candidate");
        keys.Text("candidate", mirror.Candidate);
        if (keys.Style.Defaults || mirror.Role != MirrorRole.Baseline || mirror.Share != Share.All)
        {
            keys.Percent("percent", mirror.Share);
        }

        Sampling(keys, mirror.Sampling);
        keys.Group("only", only => Only(only, mirror.Only));
        keys.Text("timing", Words.Of(mirror.Timing), Words.Of(CopyTiming.Concurrent));
        keys.Time("awaitAtMost", mirror.AwaitAtMost, TimeSpan.FromSeconds(1));
        keys.Text("body", mirror.CopyBody ? "stream" : "none", "stream");
        keys.Bound("maxBodySize", mirror.MaxBodyBytes);
        keys.Group("timeouts", times =>
        {
            times.Time("connect", mirror.Timeouts.Connect, Times.Connect);
            times.Time("deadline", mirror.Timeouts.Deadline, Times.Deadline);
            times.Time("idle", mirror.Timeouts.Idle, Times.Idle);
            times.Time("held", mirror.Timeouts.Held, Times.Held);
        });
        keys.Group("budget", budget => Budget(budget, mirror.Budget));
        keys.Group("circuit", circuit =>
        {
            circuit.Number("openAfter", mirror.Circuit.OpenAfter, Circuit.OpenAfter);
            circuit.Time("firstProbe", mirror.Circuit.FirstProbe, Circuit.FirstProbe);
        });
        Changes(keys, mirror.Changes);
        keys.Flag("logResponses", mirror.LogResponses, usual: false);
    }

    private static void Sampling(KeyWriter keys, MirrorSampling sampling)
    {
        switch (sampling)
        {
            case StickySampling sticky:
                keys.Group("sampling", inner => inner.Group("sticky", group =>
                {
                    group.Text("key", Words.Of(sticky.Key));
                    group.Text("fallback", sticky.Fallback == StickyFallback.Skip ? "skip" : "random", "random");
                    group.Text("salt", sticky.Salt);
                }));
                break;
            case CounterSampling:
                keys.Text("sampling", "counter");
                break;
            case RandomSampling:
                keys.Text("sampling", "random");
                break;
            case ExactSampling:
                keys.Text("sampling", "exact", "exact");
                break;
            default:
                throw new ArgumentException($"The native file has no sampling of this kind: {sampling.GetType().Name}.", nameof(sampling));
        }
    }

    private static void Only(KeyWriter keys, CopyFilter only)
    {
        if (only.Methods is not { } methods)
        {
            keys.Text("methods", "all");
        }
        else if (methods.SequenceEqual(CopyFilter.SafeMethods, StringComparer.Ordinal))
        {
            keys.Text("methods", "safe", "safe");
        }
        else
        {
            keys.Names("methods", methods);
        }

        keys.Put("path", Path(keys.Style, only.Path));
        keys.Put("notPath", Path(keys.Style, only.NotPath));
        keys.List("headers", only.Headers.Select(test => RuleSection.Test(test.Name, test.Test)));
        keys.Texts("contentTypes", only.ContentTypes);
    }

    // Files hold a test of the path here. A plan made in code may hold any rule, which no reader takes back.
    private static JsonObject? Path(WritingStyle style, Rule? rule) =>
        rule is null ? null : RuleSection.Path(rule) ?? KeyWriter.Of(style, RuleForm.Of(rule), RuleSection.Write);

    private static void Budget(KeyWriter keys, MirrorBudget budget)
    {
        keys.Number("maxInFlight", budget.MaxInFlight, Usual.MaxInFlight);
        keys.Number("maxQueue", budget.MaxQueue, Usual.MaxQueue);
        keys.Limit("maxPerSecond", budget.MaxPerSecond);
        keys.Size("window", budget.Window, Usual.Window);
        keys.Size("maxAnswerBytes", budget.MaxAnswerBytes, Usual.MaxAnswerBytes);
    }

    private static void Changes(KeyWriter keys, CopyChanges changes)
    {
        keys.Text("method", changes.Method);
        keys.Group("headers", headers =>
        {
            RewriteSection.Fields(headers, changes.Rewrite);
            RewriteSection.Host(headers, changes.Rewrite.Host);
            headers.Flag("mark", changes.Mark, usual: true);
        });
        keys.Group("path", path => RewriteSection.Path(path, changes.Rewrite));
        keys.Whole("query", changes.Rewrite.Query, RewriteSection.Query);
    }
}
