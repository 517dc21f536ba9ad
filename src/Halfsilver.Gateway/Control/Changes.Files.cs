using Halfsilver.Planning;
using Halfsilver.Stores;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Control;

/// <summary>What becomes of plans that were read from files or the command line.</summary>
internal sealed partial class Changes
{
    /// <summary>Reads the store and decides which plan the gateway begins with. Nothing is written before <see cref="StartedAsync"/>.</summary>
    /// <param name="store">The store; disposed of with this.</param>
    /// <param name="written">What was read.</param>
    /// <param name="force">Whether what was read is taken although the store holds edits.</param>
    /// <param name="rules">What holds for every change.</param>
    /// <param name="logger">Where to say so.</param>
    /// <exception cref="StoreException">The store cannot be read, or holds a plan that this version cannot.</exception>
    /// <exception cref="PlanRefusedException">The plan cannot be kept.</exception>
    public static async Task<(Changes Changes, Plan Plan)> BeginAsync(
        IControlStore store, WrittenPlan written, bool force, ChangeRules rules, ILogger logger)
    {
        var changes = new Changes(store, rules, logger) { _active = await store.ActiveAsync() };
        var text = RevisionPlan.TextOf(written.Plan);
        switch (await changes.JudgeAsync(written, text, force))
        {
            case Judgement.Take:
                changes._pending = new PendingStart(changes.Describe(written.Plan, text, new ChangeNote("start", written.Source), out _), changes._active?.Number);
                return (changes, rules.Compose(written.Plan));
            case Judgement.Hold:
                changes.Hold(written.Source);
                break;
        }

        return (changes, rules.Compose(changes.Written));
    }

    /// <summary>The plan that <see cref="BeginAsync"/> chose is in force; writes down what is new about that.</summary>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public async Task StartedAsync(IPlanHolder holder)
    {
        (_holder, _adminAtStart) = (holder, holder.Plan.Admin);
        if (_pending is { } pending)
        {
            _active = await Store.AcceptAsync(pending.Change, pending.Expected);
            _pending = null;
        }
    }

    /// <summary>Takes files that were read again.</summary>
    /// <param name="read">The plan, before flags and variables.</param>
    /// <param name="by">Who asked, as <c>signal</c>.</param>
    /// <param name="force">Whether they are taken although the store holds edits.</param>
    /// <returns>Whether they were taken, are what is in force already, or are held back.</returns>
    /// <inheritdoc cref="ApplyAsync"/>
    public async Task<Judgement> TakeAsync(Plan read, string by, bool force)
    {
        await _door.WaitAsync();
        try
        {
            var (written, text) = (new WrittenPlan(read, ChangeSource.File), RevisionPlan.TextOf(read));
            var judgement = await JudgeAsync(written, text, force);
            if (judgement == Judgement.Take)
            {
                var change = Describe(read, text, new ChangeNote(by, ChangeSource.File), out _);
                await SwapAsync(_rules.Compose(read), async () => await Store.AcceptAsync(change, Active.Number));
            }
            else if (judgement == Judgement.Hold)
            {
                Hold(ChangeSource.File);
            }
            else
            {
                Held = null;
            }

            return judgement;
        }
        finally
        {
            _door.Release();
        }
    }

    private async Task<Judgement> JudgeAsync(WrittenPlan written, string text, bool force)
    {
        if (_active is not { } active)
        {
            return Judgement.Take;
        }

        if (written.Source == ChangeSource.Nothing)
        {
            return Judgement.Keep;
        }

        var isForced = force || _rules.ConfigIsTruth;
        var isActive = RevisionPlan.Same(active, written.Plan, text);
        if (await Store.LastWrittenAsync() is { } last && RevisionPlan.Same(last, written.Plan, text))
        {
            // Read once already: what was done since, an edit or going back, goes on.
            return isForced && !isActive ? Judgement.Take : Judgement.Keep;
        }

        return isForced || isActive || !ChangeSource.IsEdit(active.Source) ? Judgement.Take : Judgement.Hold;
    }

    private void Hold(string source)
    {
        Held = $"r{Active.Number} ({Active.Source}, by {Active.Author}) serves, and what was read now is not taken, so that this edit is not lost: "
            + "compare with 'halfsilver diff FILE running', then bring the edit into the file, or take the file as it is with --force";
        _logger.ConfigHeld(source, $"r{Active.Number}");
    }

    private sealed record PendingStart(NewRevision Change, int? Expected);
}

/// <summary>What becomes of a plan that was read.</summary>
internal enum Judgement
{
    /// <summary>It becomes a revision and serves.</summary>
    Take,

    /// <summary>Nothing about it is new; what serves goes on.</summary>
    Keep,

    /// <summary>Edits were made since it was last read; they go on.</summary>
    Hold,
}
