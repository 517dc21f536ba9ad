using Halfsilver.Planning;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Changes of a request's fields, one after another, as the plan can say them.</summary>
internal sealed class FieldSteps
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, (bool Clears, List<string> Values)> _fields = new(StringComparer.OrdinalIgnoreCase);

    public void Set(string name, string value) => _fields[Known(name)] = (true, [value]);

    public void Add(string name, string value) => _fields[Known(name)].Values.Add(value);

    public void Remove(string name) => _fields[Known(name)] = (true, []);

    public Rewrite On(Rewrite rewrite)
    {
        var all = _order.Select(name => (Name: name, Field: _fields[name])).ToList();
        return all.Count == 0 ? rewrite : rewrite with
        {
            SetFields = [.. all.Where(one => one.Field is { Clears: true, Values.Count: > 0 }).Select(one => new Field(one.Name, one.Field.Values[0]))],
            AddFields = [.. all.SelectMany(one => one.Field.Values.Skip(one.Field.Clears ? 1 : 0).Select(value => new Field(one.Name, value)))],
            RemoveFields = [.. all.Where(one => one.Field is { Clears: true, Values.Count: 0 }).Select(one => one.Name)],
        };
    }

    private string Known(string name)
    {
        if (_fields.TryAdd(name, (false, [])))
        {
            _order.Add(name);
        }

        return name;
    }
}
