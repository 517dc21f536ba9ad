using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>What the engine says about a plan, told at the file's places.</summary>
internal static class PlanPlaces
{
    public static void Say(Plan plan, Places places, ReadingScope scope)
    {
        foreach (var problem in PlanRules.CheckAll(plan))
        {
            // Where the admin side listens is said on the command line, which may yet move it away.
            if (!EntryPointCheck.IsAdminsPort(plan, problem))
            {
                scope.Say(NoticeKind.Rejected, problem.Code, places.Of(problem.Path), problem.Message);
            }
        }
    }
}
