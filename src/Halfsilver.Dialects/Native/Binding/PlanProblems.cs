using System.Text.RegularExpressions;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>What the engine says about a plan, told at the file's places.</summary>
internal static partial class PlanProblems
{
    public static void Say(Plan plan, ReadingScope scope)
    {
        foreach (var problem in PlanRules.CheckAll(plan))
        {
            // Where the file does not say where the admin side listens, the command line may yet move it away.
            if (!scope.Stands("admin.listen") && EntryPointCheck.IsAdminsPort(plan, problem))
            {
                continue;
            }

            var kind = problem.Code == ProblemCodes.NotYet ? NoticeKind.NotYet : NoticeKind.Rejected;
            scope.Say(kind, problem.Code, Written(problem.Path, scope), problem.Message);
        }
    }

    // A plan knows one form of what the file may write in several.
    private static string Written(string path, ReadingScope scope)
    {
        if (scope.Stands(path))
        {
            return path;
        }

        var written = path.Replace(".destinations[0]", "", StringComparison.Ordinal).Replace(".primary", ".mirroring.service", StringComparison.Ordinal);
        written = SingleEndpoint().Replace(written, "");
        written = ServiceMirrors().Replace(written, "${service}.mirroring.mirrors[");
        written = MirrorPaths().Replace(written, "${mirror}.path.${change}");
        written = written.StartsWith("logs.", StringComparison.Ordinal) ? "telemetry." + written : written;
        return scope.Stands(written) ? written : path;
    }

    [GeneratedRegex(@"\.endpoints\[[0-9]+\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex SingleEndpoint();

    [GeneratedRegex(
        @"(?<mirror>\.mirrors\[[^\]]*\])\.(?<change>stripPrefix|addPrefix|replacePrefix|replaceRegex|replacePath|template|target)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000)]
    private static partial Regex MirrorPaths();

    [GeneratedRegex(@"^(?<service>services\[[^\]]*\])\.mirrors\[", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ServiceMirrors();
}
