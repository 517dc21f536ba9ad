using System.Text.Json;

namespace Halfsilver.Planning;

/// <summary>What APIs keep with a plan is theirs to read; that it is an object, and on one line, is what a file needs.</summary>
internal static class ObjectsCheck
{
    public static void Check(Plan plan, ICollection<Problem> problems)
    {
        foreach (var (name, text) in plan.Objects.OrderBy(kept => kept.Key, StringComparer.Ordinal))
        {
            if (Fault(text) is { } fault)
            {
                problems.Report(ProblemCodes.BadWord, $"objects[{name}]", $"{fault}; one JSON object on one line");
            }
        }
    }

    private static string? Fault(string text)
    {
        if (text.Any(char.IsControl))
        {
            return "has line breaks or other characters of control";
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : "is JSON, but no object";
        }
        catch (JsonException fault)
        {
            return $"is not JSON from letter {fault.BytePositionInLine + 1} on";
        }
    }
}
