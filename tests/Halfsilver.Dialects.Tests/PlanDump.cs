using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Tests;

/// <summary>
/// A plan as text, the same for equal plans: properties in the order of the records, maps by key, and only what differs from the
/// record's own default.
/// </summary>
internal static class PlanDump
{
    public static string Of(Plan plan) => Block(plan, 0).TrimStart('\n') + "\n";

    private static string Block(object value, int depth)
    {
        var text = new StringBuilder();
        foreach (var (name, part) in Parts(value))
        {
            text.Append('\n').Append(' ', depth * 2).Append(name).Append(':').Append(Written(part, depth + 1));
        }

        return text.Length == 0 ? " default" : text.ToString();
    }

    private static string Written(object? value, int depth) => value switch
    {
        null => " none",
        string text => $" \"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"",
        Share share => $" {share}",
        IDictionary map => string.Concat(map.Keys.Cast<string>().Order(StringComparer.Ordinal)
            .Select(key => $"\n{new string(' ', depth * 2)}[{key}]{Named(map[key]!)}{Written(map[key], depth + 1)}")),
        IEnumerable list => Items(list.Cast<object>().ToList(), depth),
        IFormattable plain => $" {plain.ToString(null, CultureInfo.InvariantCulture)}",
        bool flag => flag ? " true" : " false",
        _ => Block(value, depth),
    };

    private static string Items(List<object> items, int depth) =>
        items.Count == 0 ? " []"
        : items.All(item => item is string) ? $" [{string.Join(", ", items)}]"
        : string.Concat(items.Select(item => $"\n{new string(' ', depth * 2)}-{Named(item)}{Written(item, depth + 1)}"));

    // A family's case is part of the value.
    private static string Named(object value) => value is Rule or RouteAction or Service or MirrorSampling ? $" {value.GetType().Name}" : "";

    // What a record without a default can be given beside its parts.
    private static bool IsOption(Type type, PropertyInfo property) =>
        type.GetConstructors().All(made => made.GetParameters().All(part => part.Name != property.Name)) && property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is null;

    private static IEnumerable<(string Name, object? Value)> Parts(object value)
    {
        var type = value.GetType();
        var fresh = type.IsValueType || type.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken))
        {
            if (property.GetIndexParameters().Length > 0 || property.Name == "EqualityContract" || (fresh is null && !type.IsValueType && IsOption(type, property) && property.GetValue(value) is false))
            {
                continue;
            }

            var part = property.GetValue(value);
            if (fresh is null || !Same(part, property.GetValue(fresh)))
            {
                yield return (property.Name + (part is null ? "" : Named(part)), part);
            }
        }
    }

    private static bool Same(object? left, object? right) =>
        left is null || right is null ? left is null && right is null : Named(left) + Safe(left) == Named(right) + Safe(right);

    // An immutable array that nobody set has no items to walk.
    private static string Safe(object value)
    {
        var isDefault = value.GetType().GetProperty("IsDefault")?.GetValue(value);
        return isDefault is true ? "unset" : Written(value, 0);
    }
}
