using System.Collections.Immutable;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using Halfsilver.Stores;
using Halfsilver.Stores.Memory;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Control;

/// <summary>The door: what is refused leaves nothing, what cannot be written down does not serve.</summary>
public sealed class ChangesTests : IAsyncDisposable
{
    private static readonly ChangeRequest By = new() { By = new ChangeNote("ada", ChangeSource.Api, "a try") };

    private readonly BrittleStore _store = new(new MemoryControlStore(new FakeTime()));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_change_serves_is_written_down_and_says_what_it_changed()
    {
        var (changes, holder) = await StartAsync();

        var result = await changes.ApplyAsync(Named("b"), By);

        Assert.True(result.IsAccepted);
        Assert.Equal(["~ gateway  test → b"], result.Difference.Select(change => change.ToString()));
        Assert.Equal(("b", 2, "ada", "a try"), (holder.Plan.Gateway, result.Revision.Number, result.Revision.Author, result.Revision.Message));
        var entry = (await _store.AuditAsync()).Items[0];
        Assert.Equal((AuditAction.Change, "r2", "ada", 1, 2), (entry.Action, entry.Target, entry.By.Author, entry.From!.Value, entry.To!.Value));
    }

    [Fact]
    public async Task The_same_plan_again_is_no_change()
    {
        var (changes, holder) = await StartAsync();

        var result = await changes.ApplyAsync(Plans.Shop, By);

        Assert.False(result.IsAccepted);
        Assert.Equal((0, 1), (holder.Swaps, result.Revision.Number));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_plan_leaves_no_revision(bool late)
    {
        var (changes, holder) = await StartAsync();
        ImmutableArray<Problem> problems = [new("routes[a]", "is wrong")];
        holder.Problems = late ? [] : problems;
        holder.LateProblems = late ? problems : [];

        var refused = await Assert.ThrowsAsync<PlanRefusedException>(() => changes.ApplyAsync(Named("b"), By));

        Assert.Equal(problems.AsEnumerable(), refused.Problems);
        Assert.Equal((1, 1, "test"), (changes.Active.Number, (await _store.ListAsync()).Items.Length, holder.Plan.Gateway));
        await Assert.ThrowsAsync<PlanRefusedException>(() => changes.TakeAsync(Named("b"), "signal", force: false));
        Assert.Single((await _store.AuditAsync()).Items);
    }

    [Fact]
    public async Task A_change_that_cannot_be_written_down_does_not_serve()
    {
        var (changes, holder) = await StartAsync();
        await changes.ApplyAsync(Named("b"), By);
        _store.Breaks = true;

        await Assert.ThrowsAsync<StoreException>(() => changes.ApplyAsync(Named("c"), By));
        await Assert.ThrowsAsync<StoreException>(() => changes.ActivateAsync(1, By));
        await Assert.ThrowsAsync<StoreException>(() => changes.TakeAsync(Named("c"), "signal", force: true));

        Assert.Equal(("b", 2), (holder.Plan.Gateway, changes.Active.Number));
        _store.Breaks = false;
        Assert.Equal(3, (await changes.ApplyAsync(Named("c"), By)).Revision.Number);
    }

    [Fact]
    public async Task Going_back_is_another_active_revision_and_no_new_one()
    {
        var (changes, holder) = await StartAsync();
        await changes.ApplyAsync(Named("b"), By);

        var result = (await changes.ActivateAsync(1, By))!;

        Assert.True(result.IsAccepted);
        Assert.Equal(("test", 1), (holder.Plan.Gateway, changes.Active.Number));
        Assert.Equal(["~ gateway  b → test"], result.Difference.Select(change => change.ToString()));
        Assert.Equal(2, (await _store.ListAsync()).Items.Length);
        Assert.Equal(["~ gateway  b → test"], (await _store.AuditAsync()).Items[0].Difference);
        Assert.Null(await changes.ActivateAsync(9, By));
        Assert.False((await changes.ActivateAsync(1, By))!.IsAccepted);
    }

    [Fact]
    public async Task A_try_says_what_would_change_and_changes_nothing()
    {
        var (changes, holder) = await StartAsync();

        var result = await changes.ApplyAsync(Named("b"), By with { DryRun = true });

        Assert.Single(result.Difference);
        Assert.False(result.IsAccepted);
        Assert.Equal((0, 1), (holder.Swaps, changes.Active.Number));
        holder.Problems = [new("a", "b")];
        await Assert.ThrowsAsync<PlanRefusedException>(() => changes.ApplyAsync(Named("c"), By with { DryRun = true }));
    }

    [Fact]
    public async Task Of_two_writers_who_read_the_same_revision_one_wins()
    {
        var (changes, holder) = await StartAsync();
        for (var round = 1; round <= 20; round++)
        {
            var expected = changes.Active.Number;
            var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
            {
                try
                {
                    return (await changes.ApplyAsync(Named($"{round} {writer}"), By with { Expects = active => active.Number == expected })).Revision.Number;
                }
                catch (StaleRevisionException)
                {
                    return 0;
                }
            })));
            Assert.Equal(expected + 1, Assert.Single(ends, number => number != 0));
            Assert.Equal(holder.Plan.Gateway, RevisionPlan.Of(changes.Active).Gateway);
        }
    }

    [Fact]
    public async Task Edits_of_many_writers_at_once_are_all_kept()
    {
        var (changes, holder) = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(writer => Task.Run(() => changes.EditAsync(plan => plan with { Gateway = $"{plan.Gateway} {writer}" }, By))));

        Assert.Equal(Enumerable.Range(0, 40), holder.Plan.Gateway.Split(' ')[1..].Select(int.Parse).Order());
        Assert.Equal((41, holder.Plan.Gateway), (changes.Active.Number, changes.Written.Gateway));
    }

    [Fact]
    public async Task An_edit_that_gives_up_changes_nothing_and_leaves_the_door_open()
    {
        var (changes, _) = await StartAsync();

        await Assert.ThrowsAsync<FormatException>(() => changes.EditAsync(_ => throw new FormatException(), By));

        Assert.Equal(1, changes.Active.Number);
        Assert.Equal(2, (await changes.ApplyAsync(Named("b"), By)).Revision.Number);
    }

    [Fact]
    public async Task Objects_of_an_api_are_kept_and_shown_by_their_length_alone()
    {
        var (changes, _) = await StartAsync();

        var result = await changes.EditAsync(plan => plan with { Objects = plan.Objects.Add("kong", """{"password":"s3cret"}""") }, By);

        Assert.Equal(["""+ objects  { kong: "JSON, 21 letters" }"""], result.Revision.Difference);
        Assert.Equal("""{"password":"s3cret"}""", changes.Written.Objects["kong"]);
    }

    [Fact]
    public async Task Secrets_in_fields_are_in_no_difference()
    {
        var (changes, _) = await StartAsync();
        var mirror = Plans.Shop.Routes[0].Mirrors[0];
        var hidden = mirror with { Changes = mirror.Changes with { Rewrite = new Rewrite { SetFields = [new("Authorization", "Bearer s3cret")] } } };

        var result = await changes.ApplyAsync(Plans.Shop with { Routes = [Plans.Shop.Routes[0] with { Mirrors = [hidden] }, Plans.Shop.Routes[1]] }, By);

        Assert.NotEmpty(result.Revision.Difference);
        Assert.DoesNotContain("s3cret", string.Join('\n', result.Revision.Difference), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", string.Join('\n', (await _store.AuditAsync()).Items.SelectMany(entry => entry.Difference)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_no_file_can_hold_is_refused()
    {
        var (changes, _) = await StartAsync();

        await Assert.ThrowsAsync<PlanRefusedException>(() => changes.ApplyAsync(
            Plans.Shop with { Routes = [Plans.Shop.Routes[0] with { Action = new UnwritableAction() }] }, By));
    }

    [Fact]
    public async Task What_waits_for_the_audit_log_is_written_before_the_end_and_a_broken_store_costs_only_the_entry()
    {
        var (changes, _) = await StartAsync();
        _store.Breaks = true;
        changes.Audit.Note(Entry("lost"));
        await changes.Audit.WrittenAsync();
        _store.Breaks = false;
        for (var i = 0; i < 10; i++)
        {
            changes.Audit.Note(Entry($"{i}"));
        }

        await changes.Audit.WrittenAsync();

        Assert.Equal(["9", "8", "7", "6", "5", "4", "3", "2", "1", "0", "r1"], (await _store.AuditAsync()).Items.Select(entry => entry.Target));
    }

    private static AuditEntry Entry(string target) => new() { By = By.By, Action = "kill.engage", Target = target };

    private static Plan Named(string name) => Plans.Shop with { Gateway = name };

    private Task<(Changes Changes, FakeHolder Holder)> StartAsync() => FakeHolder.BeginAsync(Plans.Shop, ChangeSource.File, _store);

    private sealed record UnwritableAction : RouteAction;
}
