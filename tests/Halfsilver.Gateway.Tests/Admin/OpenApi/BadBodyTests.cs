using System.Text;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>Whatever comes as a body, nothing breaks and nothing changes, and the caller is told where it is wrong.</summary>
public sealed class BadBodyTests
{
    public static TheoryData<string> Bodies() => [.. AnswerBook.Bodies.Select(sample => sample.ToString())];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_broken_body_is_refused_at_its_place_and_changes_nothing(string name)
    {
        var sample = AnswerBook.Bodies.Single(sample => sample.ToString() == name);
        await using var stage = new AnswerStage();
        var sender = await BodySender.OpenAsync(stage, sample);
        var (before, mutations, wrong) = (sender.State, BodyMutations.Of(sample), new List<string>());

        Assert.True(mutations.Count >= 50, $"only {mutations.Count}");
        foreach (var (mutation, body) in mutations)
        {
            var (status, pointers, text) = await sender.SendAsync(body);
            if (status is < 400 or >= 500)
            {
                wrong.Add($"{mutation}: {status}");
            }
            else if (pointers.Length == 0 || pointers.Any(pointer => pointer.Length > 0 && pointer[0] != '/'))
            {
                wrong.Add($"{mutation}: no pointer, {text}");
            }
            else if (sender.State != before)
            {
                wrong.Add($"{mutation}: {sender.State}, before {before}");
                break;
            }
        }

        Assert.Equal([], wrong);

        // And the good one is good, so that what was refused was refused for what was done to it.
        var (good, _, why) = await sender.SendAsync(Encoding.UTF8.GetBytes(sample.Body));
        Assert.True(good < 300, $"{good} {why}");
    }
}
