using Halfsilver.Stores.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Stores.Tests;

/// <summary>What every store promises. A store joins by a class of its own that says how one is opened.</summary>
public abstract class ControlStoreContract : IAsyncLifetime
{
    private IControlStore? _store;

    private protected FakeTime Time { get; } = new();

    private protected IControlStore Store => _store!;

    private protected abstract Task<IControlStore> OpenAsync(TimeProvider time, Retention? retention = null);

    public async ValueTask InitializeAsync() => _store = await OpenAsync(Time);

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins anew with other bounds.</summary>
    private protected async Task KeepAsync(Retention retention)
    {
        await Store.DisposeAsync();
        _store = await OpenAsync(Time, retention);
    }

    [Fact]
    public async Task An_empty_store_holds_nothing()
    {
        Assert.Null(await Store.ActiveAsync());
        Assert.Null(await Store.LastWrittenAsync());
        Assert.Null(await Store.FindAsync(1));
        Assert.Equal((0, null), ((await Store.ListAsync()).Items.Length, (await Store.ListAsync()).Next));
        Assert.Empty((await Store.AuditAsync()).Items);
    }

    [Fact]
    public async Task A_change_becomes_a_revision_that_is_active_and_holds_all_that_was_given()
    {
        var first = await Store.AcceptAsync(Some.Change("one"), expected: null);
        Time.Advance(TimeSpan.FromMilliseconds(1_234.5));
        var change = Some.Change("two", ChangeSource.Cli, "ada", "why ⇉ 'so'");

        var second = await Store.AcceptAsync(change, expected: 1);

        Assert.Equal((1, null), (first.Number, first.Parent));
        Assert.Equal((2, 1), (second.Number, second.Parent!.Value));
        Assert.Equal(Time.GetUtcNow(), second.Time);
        Some.Same(second, (await Store.ActiveAsync())!);
        Some.Same(second, (await Store.FindAsync(2))!);
        Some.Same(first, (await Store.FindAsync(1))!);
        Assert.Equal(("ada", ChangeSource.Cli, "why ⇉ 'so'", change.Plan, 2), (second.Author, second.Source, second.Message, second.Plan, second.Changes));
        Assert.Equal(change.Difference, second.Difference);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_change_for_another_revision_than_the_active_one_is_refused_and_leaves_nothing(int? expected)
    {
        await Store.AcceptAsync(Some.Change("one"), expected: null);

        var refused = await Assert.ThrowsAsync<StaleRevisionException>(async () => await Store.AcceptAsync(Some.Change("two"), expected));

        Assert.Equal(1, refused.Active);
        Assert.Equal(1, (await Store.ActiveAsync())!.Number);
        Assert.Null(await Store.FindAsync(2));
        Assert.Single((await Store.AuditAsync()).Items);
    }

    [Fact]
    public async Task The_first_change_of_an_empty_store_expects_nothing() =>
        Assert.Null((await Assert.ThrowsAsync<StaleRevisionException>(async () => await Store.AcceptAsync(Some.Change("one"), expected: 1))).Active);

    [Fact]
    public async Task Going_back_makes_an_older_revision_active_and_numbers_go_on()
    {
        await Some.FillAsync(Store, 3);

        var back = await Store.ActivateAsync(1, expected: 3, Some.Entry("r1"));

        Some.Same((await Store.FindAsync(1))!, back!);
        Assert.Equal(1, (await Store.ActiveAsync())!.Number);
        Assert.Equal((4, 1), (await Store.AcceptAsync(Some.Change("four"), expected: 1) is var next ? (next.Number, next.Parent!.Value) : default));
        Assert.NotNull(await Store.FindAsync(3));
    }

    [Fact]
    public async Task A_revision_that_is_not_there_is_not_activated_and_nothing_is_noted()
    {
        await Some.FillAsync(Store, 2);

        Assert.Null(await Store.ActivateAsync(9, expected: 2, Some.Entry("r9")));
        await Assert.ThrowsAsync<StaleRevisionException>(async () => await Store.ActivateAsync(1, expected: 1, Some.Entry("r1")));

        Assert.Equal(2, (await Store.ActiveAsync())!.Number);
        Assert.Equal(2, (await Store.AuditAsync()).Items.Length);
    }

    [Fact]
    public async Task Of_many_writers_with_one_expectation_one_wins_each_time()
    {
        await Store.AcceptAsync(Some.Change("zero"), expected: null);
        for (var round = 1; round <= 10; round++)
        {
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
            {
                try
                {
                    await Store.AcceptAsync(Some.Change($"{round} by {writer}"), round);
                    return true;
                }
                catch (StaleRevisionException)
                {
                    return false;
                }
            })));
            Assert.Single(won, one => one);
            Assert.Equal(round + 1, (await Store.ActiveAsync())!.Number);
        }

        Assert.Equal(11, (await Store.AuditAsync()).Items.Length);
    }

    [Fact]
    public async Task The_last_written_one_is_the_newest_that_stands_outside_the_store_whatever_is_active()
    {
        await Store.AcceptAsync(Some.Change("a", ChangeSource.Nothing), null);
        Assert.Null(await Store.LastWrittenAsync());
        await Store.AcceptAsync(Some.Change("b", ChangeSource.File), 1);
        await Store.AcceptAsync(Some.Change("c", ChangeSource.Start), 2);
        await Store.AcceptAsync(Some.Change("d", ChangeSource.Api), 3);
        await Store.ActivateAsync(2, 4, Some.Entry("r2"));

        Assert.Equal(3, (await Store.LastWrittenAsync())!.Number);
    }

    [Fact]
    public async Task Lists_are_headings_newest_first_and_pages_join_without_gap_or_overlap()
    {
        await Some.FillAsync(Store, 7);
        var (seen, before) = (new List<int>(), default(long?));
        do
        {
            var page = await Store.ListAsync(before, limit: 3);
            Assert.All(page.Items, heading => Assert.Equal(("", true, 2), (heading.Plan, heading.Difference.IsEmpty, heading.Changes)));
            seen.AddRange(page.Items.Select(heading => heading.Number));
            before = page.Next;
        }
        while (before is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
        Assert.Null((await Store.ListAsync(limit: 7)).Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(201)]
    public async Task Pages_without_end_are_refused(int limit)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.ListAsync(limit: limit));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.AuditAsync(limit: limit));
    }

    [Fact]
    public async Task Each_change_has_its_entry_in_the_audit_log_and_others_can_be_added()
    {
        await Store.AcceptAsync(Some.Change("one", ChangeSource.File, "start"), expected: null);
        await Store.AcceptAsync(Some.Change("two", ChangeSource.Api, "ada", "because"), expected: 1);
        await Store.ActivateAsync(1, 2, Some.Entry("r1"));
        Time.Advance(TimeSpan.FromSeconds(3));
        var added = await Store.AppendAsync(new AuditEntry
        {
            By = new ChangeNote("bob", ChangeSource.Cli, "it burns") { Address = "127.0.0.1", RequestId = "0H1" },
            Action = "kill.engage",
            Target = "all",
        });

        var entries = (await Store.AuditAsync()).Items;

        Assert.Equal([4L, 3, 2, 1], entries.Select(entry => entry.Number));
        Some.Same(added, entries[0]);
        Assert.Equal((Time.GetUtcNow(), "127.0.0.1", "0H1", null, null), (added.Time, added.By.Address, added.By.RequestId, added.From, added.To));
        Assert.Equal((AuditAction.Activate, "r1", 2, 1), (entries[1].Action, entries[1].Target, entries[1].From!.Value, entries[1].To!.Value));
        Assert.Equal((AuditAction.Change, "r2", 1, 2, "ada", "because"), (entries[2].Action, entries[2].Target, entries[2].From!.Value, entries[2].To!.Value, entries[2].By.Author, entries[2].By.Message));
        Assert.Equal(Some.Change("two").Difference, entries[2].Difference);
        Assert.Equal((null, 1), (entries[3].From, entries[3].To!.Value));
        var page = await Store.AuditAsync(before: 4, limit: 2);
        Assert.Equal([3L, 2], page.Items.Select(entry => entry.Number));
        Assert.Equal(2, page.Next);
    }

    [Fact]
    public async Task Old_revisions_are_forgotten_but_never_the_one_before_the_newest_or_the_last_written_one()
    {
        await KeepAsync(new Retention { Revisions = 4 });
        await Some.FillAsync(Store, 1, ChangeSource.File);
        await Some.FillAsync(Store, 2, ChangeSource.Api);
        await Store.ActivateAsync(2, 3, Some.Entry("r2"));
        var active = 2;
        for (var i = 0; i < 6; i++)
        {
            var accepted = await Store.AcceptAsync(Some.Change("more", ChangeSource.Api), active);
            await Store.ActivateAsync(2, accepted.Number, Some.Entry("r2"));
            active = 2;
        }

        Assert.Equal([9, 8, 2, 1], (await Store.ListAsync()).Items.Select(revision => revision.Number));
        Assert.Equal(10, (await Store.AcceptAsync(Some.Change("next"), 2)).Number);
    }

    [Fact]
    public async Task Large_plans_are_kept_fewer_but_the_newest_and_the_one_before_it_always()
    {
        await KeepAsync(new Retention { PlanBytes = 3_000 });
        int? active = null;
        for (var i = 0; i < 5; i++)
        {
            active = (await Store.AcceptAsync(Some.Change(new string('x', 1_000), ChangeSource.Api), active)).Number;
        }

        var kept = (await Store.ListAsync()).Items;
        Assert.Equal([5, 4], kept.Select(revision => revision.Number));
        await Store.AcceptAsync(Some.Change(new string('y', 9_000), ChangeSource.Api), 5);
        Assert.Equal([6, 5], (await Store.ListAsync()).Items.Select(revision => revision.Number));
    }

    [Fact]
    public async Task The_audit_log_keeps_so_many_entries_for_so_long()
    {
        await KeepAsync(new Retention { AuditEntries = 5, AuditAge = TimeSpan.FromDays(10) });
        for (var i = 0; i < 8; i++)
        {
            await Store.AppendAsync(Some.Entry($"{i}"));
        }

        Assert.Equal([8L, 7, 6, 5, 4], (await Store.AuditAsync()).Items.Select(entry => entry.Number));
        Time.Advance(TimeSpan.FromDays(11));
        await Store.AppendAsync(Some.Entry("late"));
        Assert.Equal([9L], (await Store.AuditAsync()).Items.Select(entry => entry.Number));
    }

    [Fact]
    public async Task A_change_that_was_called_off_before_it_began_is_not_made()
    {
        using var off = new CancellationTokenSource();
        await off.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.AcceptAsync(Some.Change("one"), null, off.Token));

        Assert.Null(await Store.ActiveAsync());
    }

    [Fact]
    public async Task A_snapshot_names_a_revision_and_is_there_until_it_is_taken_away()
    {
        await Some.FillAsync(Store, 2);
        Assert.Empty(await Store.SnapshotsAsync());

        var first = await Store.PinAsync("a-1", "before ⇉ 'the' change", revision: 1);
        Time.Advance(TimeSpan.FromMilliseconds(1_234.5));
        var second = await Store.PinAsync("b-2", "before ⇉ 'the' change", revision: 2);

        Assert.Equal(("a-1", "before ⇉ 'the' change", 1, false), (first!.Id, first.Name, first.Revision, first.IsChosen));
        Assert.Equal(Time.GetUtcNow(), second!.Time);
        Assert.Equal([first, second], await Store.SnapshotsAsync());
        Assert.True(await Store.UnpinAsync("a-1"));
        Assert.False(await Store.UnpinAsync("a-1"));
        Assert.Equal([second], await Store.SnapshotsAsync());
    }

    [Fact]
    public async Task What_is_not_kept_gets_no_name()
    {
        await Some.FillAsync(Store, 1);

        Assert.Null(await Store.PinAsync("a", "one", revision: 2));
        Assert.Null(await Store.ChooseAsync("a"));
        Assert.Empty(await Store.SnapshotsAsync());
    }

    [Fact]
    public async Task Of_all_snapshots_the_one_that_was_gone_to_last_is_marked()
    {
        await Some.FillAsync(Store, 1);
        foreach (var id in new[] { "a", "b", "c" })
        {
            await Store.PinAsync(id, id, revision: 1);
        }

        await Store.ChooseAsync("a");
        Assert.True((await Store.ChooseAsync("b"))!.IsChosen);
        Assert.Null(await Store.ChooseAsync("d"));

        Assert.Equal(["b"], (await Store.SnapshotsAsync()).Where(snapshot => snapshot.IsChosen).Select(snapshot => snapshot.Id));
        await Store.UnpinAsync("b");
        Assert.DoesNotContain(await Store.SnapshotsAsync(), snapshot => snapshot.IsChosen);
    }

    [Fact]
    public async Task A_revision_with_a_snapshot_outlives_the_bounds_and_is_forgotten_once_it_has_none()
    {
        await KeepAsync(new Retention { Revisions = 2 });
        await Some.FillAsync(Store, 1);
        await Store.PinAsync("a", "kept", revision: 1);
        await Some.FillAsync(Store, 4);

        Assert.Equal([5, 4, 1], (await Store.ListAsync()).Items.Select(revision => revision.Number));
        await Store.UnpinAsync("a");
        await Some.FillAsync(Store, 1);
        Assert.Equal([6, 5], (await Store.ListAsync()).Items.Select(revision => revision.Number));
    }

    [Fact]
    public async Task Snapshots_are_not_endless()
    {
        await Some.FillAsync(Store, 1);
        for (var i = 0; i < Snapshot.Most; i++)
        {
            Assert.NotNull(await Store.PinAsync($"{i}", "name", revision: 1));
        }

        Assert.Null(await Store.PinAsync("more", "name", revision: 1));
        await Store.UnpinAsync("7");
        Assert.NotNull(await Store.PinAsync("more", "name", revision: 1));
    }
}
