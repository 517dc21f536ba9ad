using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>The page of defaults says what the plan's records say: for every property a row, and in every row the record's value.</summary>
internal static partial class SettingsTable
{
    /// <summary>A default of a record: the page's heading, the key as people write it, and the value as the page writes it.</summary>
    internal sealed record Default(string Heading, string Key, string Value);

    /// <summary>All defaults of one record, by property.</summary>
    public static IEnumerable<Default> Of(string heading, string prefix, object record) =>
        from property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.SetMethod is not null
        select new Default(heading, prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name), Text(property.Name, property.GetValue(record)));

    /// <summary>What the page leaves out or says wrongly.</summary>
    public static IEnumerable<string> Check(HouseFile page, IEnumerable<Default> defaults)
    {
        var rows = Rows(page).ToArray();
        foreach (var one in defaults)
        {
            var found = rows.Where(row => row.Heading == one.Heading && (row.What == one.Key || row.Keys.Contains($"`{one.Key}`", StringComparison.Ordinal))).ToArray();
            if (found.Length != 1)
            {
                yield return $"{page.Path}: {found.Length} rows for {one.Key} under '{one.Heading}'";
            }
            else if (!Says(found[0].Default, one.Value))
            {
                yield return $"{page.Path}: {one.Key} is {one.Value}, the page says {found[0].Default}";
            }
        }
    }

    /// <summary>A constant of the code, which no record has: a row by its first cell.</summary>
    /// <exception cref="InvalidOperationException">The file has no constant of this name.</exception>
    public static Default Fixed(string what, HouseFile code, string name, bool size = false)
    {
        var constant = Constant().Matches(code.Text).SingleOrDefault(one => one.Groups["name"].Value == name)
            ?? throw new InvalidOperationException($"{code.Path} has no constant {name}");
        var value = constant.Groups["value"].Value.Split('*').Aggregate(1L, (product, factor) => product * long.Parse(factor.Replace("_", "", StringComparison.Ordinal)));
        return new Default("Fixed", what, size ? Size(value) : Text("", value));
    }

    /// <summary>A value as the page writes it: 10,000; 64 KiB; 500 ms; no limit; `false`.</summary>
    public static string Text(string name, object? value) => value switch
    {
        null => "no limit",
        bool truth => truth ? "`true`" : "`false`",
        TimeSpan time => time.TotalSeconds >= 1 ? $"{time.TotalSeconds} s" : $"{time.TotalMilliseconds} ms",
        int or long when IsSize(name) => Size(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        int or long => string.Create(CultureInfo.InvariantCulture, $"{value:N0}"),
        _ => $"`{value}`",
    };

    private static bool IsSize(string name) => name.EndsWith("Bytes", StringComparison.Ordinal) || name == "Window";

    private static string Size(long bytes) =>
        bytes % (1 << 30) == 0 ? $"{bytes >> 30} GiB" : bytes % (1 << 20) == 0 ? $"{bytes >> 20} MiB" : $"{bytes >> 10} KiB";

    // "64 KiB; above it 431" says 64 KiB; "640 KiB" and "64" do not.
    private static bool Says(string cell, string value) =>
        cell.StartsWith(value, StringComparison.Ordinal) && (cell.Length == value.Length || cell[value.Length] is ';' or ':' or ',' or ' ');

    private static IEnumerable<(string Heading, string What, string Keys, string Default)> Rows(HouseFile page)
    {
        var heading = "";
        foreach (var line in page.Lines)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                heading = line[3..].Split(':')[0];
            }
            else if (Row().Match(line) is { Success: true } row)
            {
                yield return (heading, row.Groups["what"].Value.Trim(), row.Groups["keys"].Value, row.Groups["default"].Value.Trim());
            }
        }
    }

    [GeneratedRegex(@"^\|(?<what>[^|]*)\|(?<keys>[^|]*)\|(?<default>[^|]*)\|$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\bconst (int|long) (?<name>\w+) = (?<value>[\d_]+( \* [\d_]+)*);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Constant();
}
