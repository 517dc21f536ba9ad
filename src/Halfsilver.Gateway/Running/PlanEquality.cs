using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Halfsilver.Gateway.Running;

/// <summary>Whether plans, or parts of them, say the same: records hold lists, which compare by reference.</summary>
internal static class PlanEquality
{
    public static bool Same(object one, object other) => ReferenceEquals(one, other) || string.Equals(TextOf(one), TextOf(other), StringComparison.Ordinal);

    private static string TextOf(object plan)
    {
        var text = new StringBuilder();
        Write(text, plan);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string words:
                text.Append('"').Append(words).Append('"');
                break;
            case IDictionary map:
                WriteAll(text, map.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(key => (object)(key, map[key])));
                break;
            case System.Runtime.CompilerServices.ITuple tuple:
                WriteAll(text, Enumerable.Range(0, tuple.Length).Select(i => tuple[i]));
                break;
            case IEnumerable list:
                WriteAll(text, list.Cast<object?>());
                break;
            case IFormattable plain when value.GetType().IsPrimitive || value is Enum or decimal or TimeSpan:
                text.Append(plain.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(value.GetType().Name);
                WriteAll(text, value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(property => property.GetIndexParameters().Length == 0)
                    .OrderBy(property => property.Name, StringComparer.Ordinal)
                    .Select(property => (object)(property.Name, property.GetValue(value))));
                break;
        }
    }

    private static void WriteAll(StringBuilder text, IEnumerable<object?> values)
    {
        text.Append('(');
        foreach (var value in values)
        {
            Write(text, value);
            text.Append(',');
        }

        text.Append(')');
    }
}
