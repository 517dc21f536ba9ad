namespace Repository.Tests;

internal static class Verdict
{
    /// <summary>Fails with one line a complaint.</summary>
    public static void None(IEnumerable<string> complaints)
    {
        var all = complaints.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} complaints:\n  {string.Join("\n  ", all)}");
    }
}
