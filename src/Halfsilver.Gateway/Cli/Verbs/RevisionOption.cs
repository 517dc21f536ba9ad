using System.CommandLine;
using System.Globalization;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>Revisions as people name them: r12, or 12.</summary>
internal static class RevisionOption
{
    /// <summary>An option that takes one.</summary>
    public static Option<string?> Named(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "REV" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Number(text) is null)
                result.AddError($"{name}: '{text}' is no revision; write r12");
        });
        return option;
    }

    /// <summary>The number; null where it is none.</summary>
    public static int? Number(string text) =>
        int.TryParse(text.StartsWith('r') ? text[1..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
