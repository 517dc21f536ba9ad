using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>A test waits for what it expects, with a bound; only the kit knows how. The product waits on a clock that it is given.</summary>
internal static partial class Waits
{
    public static IEnumerable<string> Check(HouseFile file) =>
        from Match wait in Sleep().Matches(CSharp.CodeOnly(file.Text))
        select $"{file.Path}:{file.LineOf(wait.Index)}: {wait.Value.TrimEnd('(', ' ')} waits for luck; wait for the condition (in tests with TestKit's Bound) or on a TimeProvider that is given";

    // An endless delay waits for its cancellation, which is a condition; one on a clock of the test's own waits for the test.
    [GeneratedRegex(@"\b(Thread\s*\.\s*Sleep|Task\s*\.\s*Delay|SpinWait\s*\.\s*SpinUntil)\s*\((?!\s*(System\.Threading\.)?Timeout\.Infinite)(?![^;]*,\s*[\w.]*[tT]ime\b)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Sleep();
}
