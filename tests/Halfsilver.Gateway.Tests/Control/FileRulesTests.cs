using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using Halfsilver.Stores;
using Halfsilver.Stores.Memory;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Control;

/// <summary>Files, edits made meanwhile, and which of them serves.</summary>
public sealed class FileRulesTests : IAsyncDisposable
{
    private static readonly ChangeRequest Edit = new() { By = new ChangeNote("ada", ChangeSource.Api, "a try") };

    private readonly MemoryControlStore _store = new(new FakeTime());

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_first_file_is_the_first_revision()
    {
        var (changes, holder) = await StartAsync(Named("a"));

        Assert.Equal("a", holder.Plan.Gateway);
        Assert.Equal((1, ChangeSource.File, "start"), (changes.Active.Number, changes.Active.Source, changes.Active.Author));
        Assert.NotEmpty(changes.Active.Difference);
        Assert.Null(changes.Held);
    }

    [Fact]
    public async Task The_same_file_at_the_next_start_is_no_new_revision()
    {
        await StartAsync(Named("a"));
        var (changes, _) = await StartAsync(Named("a"));

        Assert.Equal(1, changes.Active.Number);
        Assert.Single((await _store.ListAsync()).Items);
    }

    [Fact]
    public async Task Another_file_at_the_next_start_is_a_new_revision_with_its_difference()
    {
        await StartAsync(Named("a"));
        var (changes, holder) = await StartAsync(Named("b"));

        Assert.Equal((2, 1), (changes.Active.Number, changes.Active.Parent!.Value));
        Assert.Equal(["~ gateway  a → b"], changes.Active.Difference);
        Assert.Equal("b", holder.Plan.Gateway);
    }

    [Fact]
    public async Task An_edit_goes_on_serving_at_the_next_start_with_the_file_that_was_known()
    {
        await EditAsync((await StartAsync(Named("a"))).Changes, "edited");
        var (changes, holder) = await StartAsync(Named("a"));

        Assert.Equal("edited", holder.Plan.Gateway);
        Assert.Equal(2, changes.Active.Number);
        Assert.Null(changes.Held);
    }

    [Fact]
    public async Task A_file_that_changed_while_edits_were_made_is_held_back_and_that_is_said()
    {
        await EditAsync((await StartAsync(Named("a"))).Changes, "edited");
        var (changes, holder) = await StartAsync(Named("b"));

        Assert.Equal("edited", holder.Plan.Gateway);
        Assert.Equal(2, changes.Active.Number);
        Assert.Contains("r2 (api, by ada)", changes.Held, StringComparison.Ordinal);
        Assert.Contains("--force", changes.Held, StringComparison.Ordinal);
        Assert.Equal(2, (await _store.ListAsync()).Items.Length);
    }

    [Fact]
    public async Task Force_takes_the_file_and_the_edit_stays_a_revision()
    {
        await EditAsync((await StartAsync(Named("a"))).Changes, "edited");
        var (changes, holder) = await StartAsync(Named("b"), force: true);

        Assert.Equal(("b", 3, 2), (holder.Plan.Gateway, changes.Active.Number, changes.Active.Parent!.Value));
        Assert.Equal("edited", RevisionPlan.Of((await _store.FindAsync(2))!).Gateway);
    }

    [Fact]
    public async Task Force_takes_even_the_file_that_was_known()
    {
        await EditAsync((await StartAsync(Named("a"))).Changes, "edited");
        var (changes, holder) = await StartAsync(Named("a"), force: true);

        Assert.Equal(("a", 3), (holder.Plan.Gateway, changes.Active.Number));
        Assert.Equal(3, (await StartAsync(Named("a"), force: true)).Changes.Active.Number);
    }

    [Fact]
    public async Task A_file_into_which_the_edit_was_brought_is_taken_and_goes_on_from_there()
    {
        await EditAsync((await StartAsync(Named("a"))).Changes, "edited");
        var (changes, _) = await StartAsync(Named("edited"));

        Assert.Equal((3, ChangeSource.File), (changes.Active.Number, changes.Active.Source));
        Assert.Empty(changes.Active.Difference);
        Assert.Equal(Judgement.Take, await changes.TakeAsync(Named("c"), "signal", force: false));
    }

    [Fact]
    public async Task A_reload_follows_the_same_rules()
    {
        var (changes, holder) = await StartAsync(Named("a"));
        Assert.Equal(Judgement.Keep, await changes.TakeAsync(Named("a"), "signal", force: false));
        Assert.Equal(Judgement.Take, await changes.TakeAsync(Named("b"), "signal", force: false));
        Assert.Equal(("b", 2, "signal"), (holder.Plan.Gateway, changes.Active.Number, changes.Active.Author));
        await EditAsync(changes, "edited");

        Assert.Equal(Judgement.Keep, await changes.TakeAsync(Named("b"), "watch", force: false));
        Assert.Equal(Judgement.Hold, await changes.TakeAsync(Named("c"), "watch", force: false));
        Assert.NotNull(changes.Held);
        Assert.Equal("edited", holder.Plan.Gateway);
        Assert.Equal(Judgement.Take, await changes.TakeAsync(Named("c"), "api", force: true));
        Assert.Null(changes.Held);
        Assert.Equal(("c", 4), (holder.Plan.Gateway, changes.Active.Number));
    }

    [Fact]
    public async Task Going_back_to_an_older_file_lasts_until_the_file_changes()
    {
        var (changes, _) = await StartAsync(Named("a"));
        await changes.TakeAsync(Named("b"), "signal", force: false);
        await changes.ActivateAsync(1, Edit);

        var (later, holder) = await StartAsync(Named("b"));
        Assert.Equal(("a", 1), (holder.Plan.Gateway, later.Active.Number));
        Assert.Equal(Judgement.Take, await later.TakeAsync(Named("c"), "signal", force: false));
        Assert.Equal((3, 1), (later.Active.Number, later.Active.Parent!.Value));
    }

    [Fact]
    public async Task Where_files_are_the_truth_nothing_else_changes_the_plan()
    {
        var truth = new ChangeRules { ConfigIsTruth = true };
        await EditAsync((await StartAsync(Named("a"))).Changes, "edited");
        var (changes, holder) = await StartAsync(Named("a"), rules: truth);

        Assert.Equal("a", holder.Plan.Gateway);
        await Assert.ThrowsAsync<ConfigIsTruthException>(() => changes.ApplyAsync(Named("x"), Edit));
        await Assert.ThrowsAsync<ConfigIsTruthException>(() => changes.ActivateAsync(2, Edit));
        Assert.Single((await changes.ApplyAsync(Named("x"), Edit with { DryRun = true })).Difference);
        Assert.Equal(Judgement.Take, await changes.TakeAsync(Named("b"), "watch", force: false));
        Assert.Equal("b", holder.Plan.Gateway);
    }

    [Fact]
    public async Task Without_anything_written_the_store_alone_says_what_serves()
    {
        var (first, holder) = await StartAsync(new Plan(), ChangeSource.Nothing);
        Assert.Equal((1, ChangeSource.Nothing), (first.Active.Number, first.Active.Source));
        Assert.Empty(holder.Plan.Routes);
        await EditAsync(first, "edited");

        var (changes, later) = await StartAsync(new Plan(), ChangeSource.Nothing);

        Assert.Equal(("edited", 2), (later.Plan.Gateway, changes.Active.Number));
        Assert.Null(changes.Held);
    }

    [Fact]
    public async Task A_file_may_follow_a_start_without_one()
    {
        await StartAsync(new Plan(), ChangeSource.Nothing);

        Assert.Equal("a", (await StartAsync(Named("a"))).Holder.Plan.Gateway);
    }

    [Fact]
    public async Task Flags_lie_over_every_revision_and_in_none_of_them()
    {
        var rules = new ChangeRules { Compose = plan => plan with { Gateway = plan.Gateway + "!" } };
        var (changes, holder) = await StartAsync(Named("a"), rules: rules);
        Assert.Equal(("a!", "a"), (holder.Plan.Gateway, RevisionPlan.Of(changes.Active).Gateway));

        await EditAsync(changes, "edited");
        Assert.Equal(("edited!", "edited"), (holder.Plan.Gateway, RevisionPlan.Of(changes.Active).Gateway));
        await changes.ActivateAsync(1, Edit);
        Assert.Equal("a!", holder.Plan.Gateway);
        Assert.Equal(Judgement.Take, await changes.TakeAsync(Named("b"), "signal", force: false));
        Assert.Equal(("b!", "b"), (holder.Plan.Gateway, RevisionPlan.Of(changes.Active).Gateway));
    }

    [Fact]
    public async Task The_same_plan_in_other_words_is_no_new_revision_either()
    {
        await _store.AcceptAsync(new NewRevision { Plan = RevisionPlan.TextOf(Named("a")) + "# kept by another version\n", By = new ChangeNote("a", ChangeSource.File) }, null);

        var (changes, holder) = await StartAsync(Named("a"));

        Assert.Equal((1, "a"), (changes.Active.Number, holder.Plan.Gateway));
        Assert.Single((await _store.AuditAsync()).Items);
    }

    [Fact]
    public async Task What_is_kept_in_the_same_words_is_not_read_again()
    {
        // A route to nobody is refused wherever it is read, so that reading it would tell.
        var plan = Named("a") with { Routes = [Plans.Shop.Routes[0] with { Action = new ForwardAction(new ServiceRef("nobody")) }] };
        await _store.AcceptAsync(new NewRevision { Plan = Halfsilver.Dialects.Native.Writing.NativeWriter.Yaml(plan), By = new ChangeNote("a", ChangeSource.File) }, null);

        var (changes, holder) = await StartAsync(plan);

        Assert.Equal(1, changes.Active.Number);
        Assert.Same(plan, holder.Plan);
        Assert.Throws<StoreException>(() => changes.Written);
    }

    [Theory]
    [InlineData(ChangeSource.Api)]
    [InlineData(ChangeSource.File)]
    public async Task A_revision_that_this_version_cannot_read_stops_the_start(string source)
    {
        await _store.AcceptAsync(new NewRevision { Plan = "version: 99\n", By = new ChangeNote("a", source) }, null);

        var refused = await Assert.ThrowsAsync<StoreException>(() => StartAsync(Named("a")));

        Assert.Contains("r1 cannot be read by this version", refused.Message, StringComparison.Ordinal);
    }

    private static Plan Named(string name) => Plans.Shop with { Gateway = name };

    private Task<(Changes Changes, FakeHolder Holder)> StartAsync(Plan plan, string source = ChangeSource.File, bool force = false, ChangeRules? rules = null) =>
        FakeHolder.BeginAsync(plan, source, _store, force, rules);

    private static async Task EditAsync(Changes changes, string name) => Assert.True((await changes.ApplyAsync(Named(name), Edit)).IsAccepted);
}
