namespace Halfsilver.Planning;

/// <summary>Names that become labels: there, short, visible, and used once.</summary>
internal static class Names
{
    private const int MaxLength = 253;

    public static void Check(string kind, IEnumerable<string> names, ICollection<Problem> problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (name.Length is 0 or > MaxLength || name.Any(char.IsControl))
            {
                problems.Report(
                    ProblemCodes.BadName,
                    $"{kind}[{FieldSyntax.Shown(name)}]",
                    $"not a name (\"{FieldSyntax.Shown(name)}\"); 1 to {MaxLength} characters without control characters");
            }

            if (!seen.Add(name))
            {
                problems.Report(ProblemCodes.DuplicateName, $"{kind}[{name}]", $"name is used twice (\"{name}\"); each name once");
            }
        }
    }
}
