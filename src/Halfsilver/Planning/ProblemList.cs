namespace Halfsilver.Planning;

/// <summary>Gathers problems in the one form they all have.</summary>
internal static class ProblemList
{
    /// <summary>Adds a problem at <paramref name="path"/>: what is wrong with the value in brackets, then what is allowed.</summary>
    public static void Report(this ICollection<Problem> problems, string code, string path, string message) =>
        problems.Add(new Problem(path, message) { Code = code });
}
