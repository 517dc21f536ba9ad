using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Tests.Differences;

/// <summary>A plan with one thing changed, for each thing that can be: found by reflection, so that a new member is among them.</summary>
internal static class Mutations
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Every plan that differs from this one in one place, with the place.</summary>
    public static IEnumerable<(string Place, Plan Plan)> Of(Plan plan) => Changes(plan).Select(change => (change.Place, (Plan)change.Value!));

    /// <summary>Every member that has a value somewhere in the plan, as <c>Mirror.Share</c>.</summary>
    public static IEnumerable<string> Said(object? value) => value switch
    {
        null or string or Share or Enum => [],
        IDictionary map => map.Values.Cast<object>().SelectMany(Said),
        IEnumerable list => list.Cast<object>().SelectMany(Said),
        _ when !IsRecord(value.GetType()) => [],
        _ => Members(value.GetType()).SelectMany(member => member.GetValue(value) is { } part && !IsEmpty(part) ? Said(part).Prepend(Name(value.GetType(), member)) : []),
    };

    /// <summary>Every member of the records that a plan is made of.</summary>
    public static IEnumerable<string> AllMembers() =>
        typeof(Plan).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(Plan).Namespace && !type.IsAbstract && IsRecord(type) && type != typeof(Share) && type != typeof(Problem))
            .SelectMany(type => Members(type).Select(member => Name(type, member)));

    private static IEnumerable<(string Place, object? Value)> Changes(object value)
    {
        switch (value)
        {
            case string text:
                return [("", text + (text.All(char.IsAsciiLetterUpper) ? "X" : "x"))];
            case bool flag:
                return [("", !flag)];
            case int number:
                return [("", number + 1)];
            case long number:
                return [("", number + 1)];
            case TimeSpan time:
                return [("", time + TimeSpan.FromSeconds(1))];
            case Share share:
                return [("", Share.FromMillionths(share.Millionths == Share.Whole ? 0 : share.Millionths + 1))];
            case Enum word:
                return Enum.GetValues(word.GetType()).Cast<object>().Where(other => !other.Equals(word)).Select(other => ("", (object?)other));
            case IDictionary map:
                return map.Keys.Cast<string>().SelectMany(key => Changes(map[key]!).Select(change => ($"[{key}]{change.Place}", Call(map, "SetItem", key, change.Value)))
                    .Append(($"[{key}] gone", Call(map, "Remove", key))));
            case IList list:
                return Enumerable.Range(0, list.Count).SelectMany(i => Changes(list[i]!).Select(change => ($"[{i}]{change.Place}", Call(list, "SetItem", i, change.Value)))
                    .Append(($"[{i}] gone", Call(list, "RemoveAt", i))));
            default:
                return Members(value.GetType()).SelectMany(member => Changes(value, member));
        }
    }

    private static IEnumerable<(string Place, object? Value)> Changes(object record, PropertyInfo member)
    {
        if (member.GetValue(record) is not { } part)
        {
            yield break;
        }

        foreach (var (place, changed) in Changes(part))
        {
            yield return ($".{member.Name}{place}", With(record, member, changed));
        }

        if (Nullability.Create(member).WriteState == NullabilityState.Nullable)
        {
            yield return ($".{member.Name} gone", With(record, member, null));
        }
    }

    private static object With(object record, PropertyInfo member, object? value)
    {
        // A struct's box is copied, a record has its own way.
        var copy = record.GetType().IsValueType ? RuntimeHelpers.GetObjectValue(record) : record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        member.SetValue(copy, value);
        return copy;
    }

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.SetMethod is not null && member.GetIndexParameters().Length == 0);

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.Namespace == typeof(Plan).Namespace && !type.IsEnum);

    private static bool IsEmpty(object part) => part is IList { Count: 0 } or IDictionary { Count: 0 };

    private static string Name(Type type, PropertyInfo member) => $"{type.Name}.{member.Name}";

    private static object? Call(object target, string method, params object?[] arguments) =>
        target.GetType().GetMethods().Single(each => each.Name == method && each.GetParameters().Length == arguments.Length
            && each.GetParameters()[0].ParameterType == arguments[0]!.GetType()).Invoke(target, arguments);
}
