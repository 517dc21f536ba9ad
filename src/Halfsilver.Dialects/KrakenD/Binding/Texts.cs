using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Reads what may stand as a list or as one value.</summary>
internal static class Texts
{
    /// <summary>The values under a key, in the order of the file.</summary>
    public static IEnumerable<ValueItem> Of(MapItem? group, string key) => group?.Entries.GetValueOrDefault(key) switch
    {
        ListItem list => list.Items.OfType<ValueItem>(),
        ValueItem one => [one],
        _ => [],
    };

    /// <summary>The same as texts.</summary>
    public static ImmutableArray<string> Written(MapItem? group, string key) => [.. Of(group, key).Select(item => (string)item.Value)];
}
