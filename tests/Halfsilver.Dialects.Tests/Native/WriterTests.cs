using Halfsilver.Dialects.Differences;
using Halfsilver.Dialects.Native;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Planning;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

/// <summary>What is written is read back as it was: for the plan of every golden file of every dialect.</summary>
public sealed class WriterTests
{
    public static TheoryData<string> Plans => [.. GoldenTests.Files.Select(row => row.Data).Where(file => GoldenTests.PlanOf(file) is not null)];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_is_written_and_read_back_as_it_was(string file)
    {
        var plan = GoldenTests.PlanOf(file)!;

        var yaml = NativeWriter.Yaml(plan);
        var back = Read(yaml);

        Assert.Equal(PlanDump.Of(Formed(plan)), PlanDump.Of(Formed(back)));
        Assert.Empty(PlanDiff.Between(plan, back));
        Assert.Equal(yaml, NativeWriter.Yaml(back));
        Assert.Equal(PlanDump.Of(back), PlanDump.Of(Read(NativeWriter.Json(plan))));
    }

    private static Plan Read(string text)
    {
        var reading = new NativeDialect(_ => null).Read(new DialectText("written.yaml", text));
        Assert.True(reading.Notices.IsEmpty, string.Join('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))));
        return reading.Plan!;
    }

    // Rules that mean the same are written alike, however they were put together.
    private static Plan Formed(Plan plan) => plan with { Routes = [.. plan.Routes.Select(route => route with { Rule = RuleForm.Of(route.Rule) })] };
}
