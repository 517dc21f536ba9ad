using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Traefik.Rules;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Reads the rule that stands in a file, and tells faults at their column in it.</summary>
internal static class RuleText
{
    public static Rule? Read(ValueItem item, bool older, ReadingScope scope)
    {
        var text = (string)item.Value;
        var reading = RuleParser.Read(text, older);
        foreach (var note in reading.Notes)
        {
            scope.Approximate(At(item.Place, text, note), item.Path, note.Message);
        }

        if (reading.Fault is { } fault)
        {
            scope.Reject(Codes.BadValue, At(item.Place, text, fault), item.Path, $"{fault.Message} (character {fault.At + 1} of the rule)", fault.Suggestion);
        }

        return reading.Rule;
    }

    // A text with escapes, or over several lines, does not stand in the file as it is read; then the whole of it is shown.
    private static Place At(Place place, string text, RuleFault fault)
    {
        var before = place.Length - text.Length;
        return before is 0 or 2 && !text.Contains('\n', StringComparison.Ordinal)
            ? place with { Column = place.Column + (before / 2) + fault.At, Length = fault.Length }
            : place;
    }
}
