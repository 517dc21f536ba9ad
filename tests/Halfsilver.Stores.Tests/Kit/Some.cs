using Xunit;

namespace Halfsilver.Stores.Tests.Kit;

/// <summary>Changes and entries as tests want them.</summary>
internal static class Some
{
    public static NewRevision Change(string plan, string source = ChangeSource.Api, string author = "somebody", string message = "") => new()
    {
        Plan = $"version: 1\n# {plan}\n",
        Difference = ["~ gateway  a → b", "+ routes.x  \"quoted\n\u2028\""],
        Changes = 2,
        By = new ChangeNote(author, source, message),
    };

    public static AuditEntry Entry(string target) =>
        new() { By = new ChangeNote("somebody", ChangeSource.Api), Action = AuditAction.Activate, Target = target };

    public static async Task FillAsync(IControlStore store, int count, string source = ChangeSource.Api)
    {
        var active = (await store.ActiveAsync())?.Number;
        for (var i = 0; i < count; i++)
        {
            active = (await store.AcceptAsync(Change($"{active} + 1", source), active)).Number;
        }
    }

    // Records compare lists by reference.
    public static void Same(Revision expected, Revision actual)
    {
        Assert.Equal(expected.Difference, actual.Difference);
        Assert.Equal(expected with { Difference = actual.Difference }, actual);
    }

    public static void Same(AuditEntry expected, AuditEntry actual)
    {
        Assert.Equal(expected.Difference, actual.Difference);
        Assert.Equal(expected with { Difference = actual.Difference }, actual);
    }
}
