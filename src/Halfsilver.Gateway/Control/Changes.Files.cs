using Halfsilver.Dialects.Differences;
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
        var active = await store.ActiveAsync();
        var last = await store.LastWrittenAsync();
        var changes = new Changes(store, rules, logger) { _active = active };
        var start = changes._start = Task.Run(() => changes.Judge(written, last, "start", force));

        // Where nothing was changed since it was last read, what was read now serves either way; what is new about it is found out meanwhile.
        if (active is not null && (active.Number != last?.Number || written.Source == ChangeSource.Nothing))
        {
            var verdict = await start;
            if (verdict.Judgement == Judgement.Hold)
            {
                changes.Hold(written.Source);
            }

            if (verdict.Judgement != Judgement.Take)
            {
                return (changes, rules.Compose(changes.Written));
            }
        }

        return (changes, rules.Compose(written.Plan));
    }

    /// <summary>The plan that <see cref="BeginAsync"/> chose is in force; writes down what is new about that.</summary>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public async Task StartedAsync(IPlanHolder holder)
    {
        (_holder, _adminAtStart) = (holder, holder.Plan.Admin);
        if (_start is { } start && (await start).Change is { } change)
        {
            _active = await Store.AcceptAsync(change, _active?.Number);
        }

        _start = null;
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
            var (judgement, change) = Judge(new WrittenPlan(read, ChangeSource.File), await Store.LastWrittenAsync(), by, force);
            if (change is not null)
            {
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

    private Verdict Judge(WrittenPlan written, Revision? last, string by, bool force)
    {
        if (written.Source == ChangeSource.Nothing && _active is not null)
        {
            return new Verdict(Judgement.Keep, null);
        }

        var text = RevisionPlan.TextOf(written.Plan, kept: _active);
        var difference = _active is null ? PlanDiff.Between(new Plan(), written.Plan)
            : text == _active.Plan ? [] : PlanDiff.Between(Written, written.Plan);
        var isKnown = last is not null && (last.Number == _active?.Number ? difference.IsEmpty : RevisionPlan.Same(last, written.Plan, text));
        var judgement = Judge(difference.IsEmpty, isKnown, force || _rules.ConfigIsTruth);
        return new Verdict(judgement, judgement == Judgement.Take ? Describe(text, difference, new ChangeNote(by, written.Source)) : null);
    }

    private Judgement Judge(bool isActive, bool isKnown, bool isForced)
    {
        if (_active is not { } active)
        {
            return Judgement.Take;
        }

        if (isKnown)
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

    // With the revision that a plan which is taken becomes.
    private sealed record Verdict(Judgement Judgement, NewRevision? Change);
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
