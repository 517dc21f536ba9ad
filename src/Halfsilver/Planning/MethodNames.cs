using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Checks lists of methods.</summary>
internal static class MethodNames
{
    /// <summary>What is wrong with the first bad one, or null.</summary>
    public static Problem? Check(ImmutableArray<string> methods, string path)
    {
        if (methods.IsDefaultOrEmpty)
        {
            return new Problem(path, "no methods (0); at least one, or none of this key") { Code = ProblemCodes.BadMethod };
        }

        var bad = methods.FirstOrDefault(method => !FieldSyntax.IsToken(method));
        return bad is null
            ? null
            : new Problem(path, $"not a method ({FieldSyntax.Shown(bad)}); a token as GET, with its case") { Code = ProblemCodes.BadMethod };
    }
}
