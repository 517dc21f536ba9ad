using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>One thing that is wrong with a plan: where, what, and what would be right.</summary>
/// <param name="Path">Where in the plan, as <c>routes[orders].mirrors[v2].percent</c>.</param>
/// <param name="Message">What is wrong, with the value, and what is allowed.</param>
public sealed record Problem(string Path, string Message)
{
    /// <summary>Stable code, <c>HSnnnn</c>.</summary>
    public string Code { get; init; } = "HS0100";
}

/// <summary>A plan was refused. Carries every problem found, not the first alone.</summary>
public sealed class PlanRefusedException(ImmutableArray<Problem> problems) : Exception(Describe(problems))
{
    /// <summary>All problems found.</summary>
    public ImmutableArray<Problem> Problems { get; } = problems;

    private static string Describe(ImmutableArray<Problem> problems) =>
        string.Join(Environment.NewLine, problems.Select(problem => $"{problem.Path}: {problem.Message}"));
}
