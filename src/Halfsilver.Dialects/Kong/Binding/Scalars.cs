using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>Values of configurations whose faults refuse no file.</summary>
internal static class Scalars
{
    /// <summary>The first of several keys that stands there; null for none.</summary>
    public static ValueItem? First(MapItem config, params string[] keys) =>
        keys.Select(key => config.Entries.GetValueOrDefault(key)).OfType<ValueItem>().FirstOrDefault();

    /// <summary>A text; null where it is none.</summary>
    public static string? Text(ValueItem? item) => item is { Value: ScalarNode scalar } && !CoreScalar.IsNull(scalar) ? scalar.Text : null;

    /// <summary>A number, in quotes or not; null where it is none.</summary>
    public static decimal? Number(ValueItem? item) => Text(item) is { } text ? CoreScalar.Number(text) : null;

    /// <summary>A boolean, in quotes or not; null where it is none.</summary>
    public static bool? Bool(ValueItem? item) => Text(item) is { } text ? CoreScalar.Bool(text) : null;
}
