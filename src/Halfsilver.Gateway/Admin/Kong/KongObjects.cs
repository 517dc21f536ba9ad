using Halfsilver.Gateway.Control;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>All objects of a plan: those of the document, and those that are derived from the rest of it.</summary>
internal sealed class KongObjects
{
    private readonly KongDocument _document;
    private readonly Plan _own;
    private readonly DerivedObjects _derived;
    private bool _isChanged;

    private KongObjects(Plan plan)
    {
        Plan = plan;
        _document = KongDocument.Of(plan);
        _own = KongReading.Of(_document, plan);
        _derived = new DerivedObjects(plan, _own, name => _document.Find(EntityKind.Services, name)?.Text("id"));
    }

    /// <summary>The plan, with what was put straight into it.</summary>
    public Plan Plan { get; set; }

    /// <summary>The document, for changes; call <see cref="Touch"/> then.</summary>
    public KongDocument Document => _document;

    /// <summary>Those of a plan.</summary>
    /// <exception cref="RefusedRequestException">The document cannot be read.</exception>
    public static KongObjects Of(Plan plan) => new(plan);

    /// <summary>All of a kind: those of the document, then the derived ones.</summary>
    public IEnumerable<KongEntry> All(EntityKind kind) => _document.All(kind).Select(entity => new KongEntry(kind, entity)).Concat(_derived.All(kind));

    /// <summary>One by its id or name; null where there is none.</summary>
    public KongEntry? Find(EntityKind kind, string key)
    {
        if (_document.Find(kind, key) is { } entity)
        {
            return new KongEntry(kind, entity);
        }

        var derived = _derived.All(kind).ToList();
        return derived.Find(one => one.Id == key) ?? derived.Find(one => one.Entity.Text(kind.Key) == key);
    }

    /// <summary>Says that the document was changed.</summary>
    public void Touch() => _isChanged = true;

    /// <summary>The plan with all changes.</summary>
    /// <exception cref="RefusedRequestException">They cannot be served, or take somebody else's name.</exception>
    public Plan Changed()
    {
        if (!_isChanged)
        {
            return Plan;
        }

        var plan = PlanGraft.Graft(Plan, _own, KongReading.Of(_document, Plan), out var problems);
        return problems.IsEmpty ? _document.In(plan) : throw ProblemPlace.Taken("unique", problems);
    }
}
