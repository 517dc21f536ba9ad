using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>Binds changes of requests: what is taken out, put in place, put in and put behind.</summary>
/// <param name="treatment">What they are added to.</param>
/// <param name="scope">Told what differs.</param>
/// <param name="isFirst">Whether it is not told yet.</param>
internal sealed class Transformer(Treatment treatment, ReadingScope scope, bool isFirst)
{
    public void Apply(MapItem config)
    {
        var (remove, replace, add, append) = (config.Map("remove"), config.Map("replace"), config.Map("add"), config.Map("append"));
        var query = treatment.Query;
        treatment.Query = query with
        {
            Remove = [.. query.Remove, .. Texts(remove, "querystring").Select(item => ((string)item.Value).Trim()).Where(name => name.Length > 0)],
            Set = Unique([.. query.Set, .. Pairs(replace, "querystring", "is set where the client sent none too"), .. Pairs(add, "querystring", "takes the place of what the client sent")], StringComparer.Ordinal),
            Add = [.. query.Add, .. Pairs(append, "querystring")],
        };
        treatment.RemoveFields = [.. treatment.RemoveFields, .. Texts(remove, "headers").Where(item => Names(item, (string)item.Value)).Select(item => (string)item.Value)];
        treatment.SetFields = Unique(
            [.. treatment.SetFields, .. Fields(replace, "is set where the client sent none too"), .. Fields(add, "takes the place of what the client sent")], StringComparer.OrdinalIgnoreCase);
        treatment.AddFields = [.. treatment.AddFields, .. Fields(append, null)];
        if (replace?.Entries.GetValueOrDefault("uri") is ValueItem uri)
        {
            Path(uri);
        }
    }

    private void Path(ValueItem uri)
    {
        var path = (string)uri.Value;
        if (path.Contains("$(", StringComparison.Ordinal) || !path.StartsWith('/') || path.Any(c => c is <= ' ' or >= (char)0x7F or '?' or '#'))
        {
            scope.Reject(Codes.BadValue, uri.Place, uri.Path, $"\"{path}\" is not a path that can be sent; begins with /, without templates");
            return;
        }

        treatment.Path = path;
    }

    private List<Field> Fields(MapItem? group, string? how) => Pairs(group, "headers", how, isField: true);

    private List<Field> Pairs(MapItem? group, string key, string? how = null, bool isField = false)
    {
        var fields = new List<Field>();
        foreach (var item in Texts(group, key))
        {
            var text = (string)item.Value;
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (text.Trim(), "") : (text[..colon].Trim(), text[(colon + 1)..].Trim());
            if (text.Contains("$(", StringComparison.Ordinal))
            {
                Tell(item, "templates are not filled in: this one is left out");
            }
            else if (isField ? Names(item, name) : name.Length > 0)
            {
                if (how is not null)
                {
                    Tell(item, how);
                }

                fields.Add(new Field(name, value));
            }
        }

        return fields;
    }

    private bool Names(ValueItem item, string name)
    {
        if (FieldSyntax.CheckName(name, "") is null && !name.Equals("Host", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{name}\" is not a field that can be changed here; a field's name, Host is the matter of preserve_host");
        return false;
    }

    private void Tell(ValueItem item, string how)
    {
        if (isFirst)
        {
            scope.Approximate(item.Place, item.Path, how);
        }
    }

    private static IEnumerable<ValueItem> Texts(MapItem? group, string key) => group?.List(key).OfType<ValueItem>() ?? [];

    private static ImmutableArray<Field> Unique(IEnumerable<Field> fields, StringComparer names) =>
        [.. fields.GroupBy(field => field.Name, names).Select(same => same.Last())];
}
