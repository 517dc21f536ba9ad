using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>A log event's number means one thing for ever, so it is written where the message is and nowhere twice.</summary>
internal static partial class LogEventIds
{
    public static IEnumerable<string> Check(IEnumerable<HouseFile> files)
    {
        var seen = new Dictionary<int, string>();
        foreach (var (place, id) in files.SelectMany(Found))
        {
            if (!int.TryParse(id, out var number))
            {
                yield return $"{place}: the event id is '{id}'; write its number there";
            }
            else if (!seen.TryAdd(number, place))
            {
                yield return $"{place}: event id {number} is taken by {seen[number]}";
            }
        }
    }

    private static IEnumerable<(string Place, string Id)> Found(HouseFile file) =>
        Message().Matches(CSharp.WithoutComments(file.Text))
            .Select(message => ($"{file.Path}:{file.LineOf(message.Index)}", IdOf(message.Groups["inside"].Value)));

    private static string IdOf(string inside)
    {
        if (Named().Match(inside) is { Success: true } named)
        {
            return named.Groups["id"].Value;
        }

        var first = inside.Split(',')[0].Trim();
        return first.Contains('=', StringComparison.Ordinal) || first.Length == 0 ? "missing" : first;
    }

    [GeneratedRegex(@"\[LoggerMessage\((?<inside>[^\]]*)\)\]|\[LoggerMessage(?<inside>)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Message();

    [GeneratedRegex(@"\b(EventId\s*=|eventId\s*:)\s*(?<id>[\w.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Named();
}
