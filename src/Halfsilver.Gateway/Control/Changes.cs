using System.Collections.Immutable;
using Halfsilver.Dialects.Differences;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Halfsilver.Stores;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Control;

/// <summary>
/// The one door through which plans change: files at the start and again, edits over the API, going back. One change at a time. A change
/// is checked, put in force and written down, and only then acknowledged; what cannot be written down is not in force either.
/// </summary>
internal sealed partial class Changes : IAsyncDisposable
{
    private readonly ChangeRules _rules;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _door = new(1);
    private IPlanHolder? _holder;
    private volatile Revision? _active;
    private volatile ReadRevision? _written;
    private Task<Verdict>? _start;
    private AdminSettings _adminAtStart = new();

    private Changes(IControlStore store, ChangeRules rules, ILogger logger)
    {
        (Store, _rules, _logger) = (store, rules, logger);
        Audit = new AuditLog(store, logger);
    }

    /// <summary>Where revisions are kept.</summary>
    public IControlStore Store { get; }

    /// <summary>What is done beside changes of the plan is noted here.</summary>
    public AuditLog Audit { get; }

    /// <summary>The active revision.</summary>
    public Revision Active => _active ?? throw new InvalidOperationException("no plan is in force yet");

    /// <summary>The plan of the active revision as it was written, before flags and variables.</summary>
    /// <exception cref="StoreException">Its text is not of this version.</exception>
    public Plan Written
    {
        get
        {
            var (active, known) = (Active, _written);
            if (known?.Revision.Number != active.Number || known.Revision.Plan != active.Plan)
            {
                _written = known = new ReadRevision(active, RevisionPlan.Of(active));
            }

            return known.Plan;
        }
    }

    /// <summary>Why what was written is not what serves; null where it is.</summary>
    public string? Held { get; private set; }

    /// <summary>Makes what somebody wrote the plan in force, over the API or the like.</summary>
    /// <param name="written">The plan as it was written, before flags and variables.</param>
    /// <param name="request">Who, why, and for which revision.</param>
    /// <exception cref="PlanRefusedException">The plan has problems; nothing is changed.</exception>
    /// <exception cref="StaleRevisionException">The active revision is not the expected one; nothing is changed.</exception>
    /// <exception cref="ConfigIsTruthException">Files alone may change the plan.</exception>
    /// <exception cref="StoreException">It cannot be written down; the plan before is in force.</exception>
    public Task<ChangeResult> ApplyAsync(Plan written, ChangeRequest request) => EditAsync(_ => written, request);

    /// <summary>Changes a part of what was written. Nobody else changes anything between what the edit sees and what it gives back.</summary>
    /// <param name="edit">Makes the new plan of the one that was written; may throw, and nothing is changed.</param>
    /// <param name="request">Who, why, and for which revision.</param>
    /// <inheritdoc cref="ApplyAsync"/>
    public async Task<ChangeResult> EditAsync(Func<Plan, Plan> edit, ChangeRequest request)
    {
        await _door.WaitAsync();
        try
        {
            Admit(request);
            var written = edit(Written);
            Courtesy.GiveWay();
            var composed = _rules.Compose(written);
            Refuse(Holder.Check(composed));
            Courtesy.GiveWay();
            var text = RevisionPlan.TextOf(written, Written);
            Courtesy.GiveWay();
            var difference = PlanDiff.Between(Written, written);
            Courtesy.GiveWay();
            if (request.DryRun || difference.IsEmpty)
            {
                return new ChangeResult(Active, difference);
            }

            await SwapAsync(composed, async () => await Store.AcceptAsync(Describe(text, difference, request.By), Active.Number));

            // Its text reads back as this plan; the next edit need not read it.
            _written = new ReadRevision(Active, written);
            return new ChangeResult(Active, difference) { IsAccepted = true };
        }
        finally
        {
            _door.Release();
        }
    }

    /// <summary>Makes a revision that is kept the active one; null where it is not kept.</summary>
    /// <inheritdoc cref="ApplyAsync"/>
    public async Task<ChangeResult?> ActivateAsync(int number, ChangeRequest request)
    {
        await _door.WaitAsync();
        try
        {
            Admit(request);
            if (await Store.FindAsync(number) is not { } wanted)
            {
                return null;
            }

            var plan = RevisionPlan.Of(wanted);
            Courtesy.GiveWay();
            var composed = _rules.Compose(plan);
            Refuse(Holder.Check(composed));
            Courtesy.GiveWay();
            var difference = PlanDiff.Between(Written, plan);
            Courtesy.GiveWay();
            if (request.DryRun || number == Active.Number)
            {
                return new ChangeResult(Active, difference);
            }

            var entry = new AuditEntry { By = request.By, Action = AuditAction.Activate, Target = $"r{number}", Difference = RevisionPlan.Lines(difference) };
            await SwapAsync(composed, async () => await Store.ActivateAsync(number, Active.Number, entry)
                ?? throw new StoreException($"revision r{number} is no longer kept"));
            return new ChangeResult(Active, difference) { IsAccepted = true };
        }
        finally
        {
            _door.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Audit.WrittenAsync();
        await Store.DisposeAsync();
        _door.Dispose();
    }

    private IPlanHolder Holder => _holder ?? throw new InvalidOperationException("no plan is in force yet");

    private void Admit(ChangeRequest request)
    {
        if (_rules.ConfigIsTruth && !request.DryRun)
        {
            throw new ConfigIsTruthException();
        }

        if (request.Expects is { } expects && !expects(Active))
        {
            throw new StaleRevisionException(Active.Number);
        }
    }

    private static NewRevision Describe(string text, ImmutableArray<PlanChange> difference, ChangeNote by) =>
        new() { Plan = text, Difference = RevisionPlan.Lines(difference), Changes = difference.Length, By = by };

    // Serving comes first, so that a plan that is refused after all leaves no trace; the caller hears of it last.
    private async Task SwapAsync(Plan composed, Func<Task<Revision>> write)
    {
        var before = Holder.Plan;
        Refuse(Holder.TrySwap(composed));
        Courtesy.GiveWay();
        try
        {
            _active = await write();
        }
        catch
        {
            if (Holder.TrySwap(before) is [var first, ..] problems)
            {
                _logger.ConfigRejected("store", $"r{Active.Number}", problems.Length, $"{first.Path}: {first.Message}");
            }

            throw;
        }

        Held = null;
        var (name, mirrors) = ($"r{Active.Number}", composed.Routes.Sum(route => route.Mirrors.Length));
        _logger.ConfigLoaded(name, Active.Source, composed.Routes.Length, mirrors);
        if (!PlanEquality.Same(composed.Admin, _adminAtStart))
        {
            _logger.ConfigAdminKept(name);
        }
    }

    private sealed record ReadRevision(Revision Revision, Plan Plan);

    private static void Refuse(ImmutableArray<Problem> problems)
    {
        if (!problems.IsEmpty)
        {
            throw new PlanRefusedException(problems);
        }
    }
}
