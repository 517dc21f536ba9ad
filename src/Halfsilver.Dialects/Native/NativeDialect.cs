using System.Collections.Immutable;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.Native.Binding;
using Halfsilver.Dialects.Native.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Native;

/// <summary>Halfsilver's own format: YAML 1.2 or JSON, described by <see cref="NativeSchema"/> and <see cref="NativeReference"/>.</summary>
/// <param name="variables">Values of <c>${NAME}</c>, null for one that is not set; null for the process's own environment.</param>
public sealed partial class NativeDialect(Func<string, string?>? variables = null) : IDialect
{
    private const int HeadLength = 4_096;

    private readonly Func<string, string?> _variables = variables ?? Environment.GetEnvironmentVariable;

    /// <inheritdoc/>
    public string Name => "native";

    /// <inheritdoc/>
    public bool ReadsTogether => false;

    /// <inheritdoc/>
    public bool Recognises(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Version().IsMatch(text.Text.AsSpan(0, Math.Min(text.Text.Length, HeadLength)));
    }

    /// <inheritdoc/>
    public Reading Read(ImmutableArray<DialectText> files)
    {
        var text = files.Single();
        var content = text.Text.StartsWith('\uFEFF') ? text with { Text = text.Text[1..] } : text;
        var notices = new NoticeList(content);
        if (TreeReader.Read(content.Text, notices) is not { } root)
        {
            return new Reading(null, notices.ToImmutable());
        }

        var scope = new ReadingScope(notices, new ReadingManner { Variables = _variables });
        if (FileKeys.File.Read(root, "", scope) is not MapItem file)
        {
            return new Reading(null, notices.ToImmutable());
        }

        var plan = new PlanBinder(file, scope).Bind();
        if (!notices.Stops)
        {
            PlanProblems.Say(plan, scope);
        }

        return new Reading(notices.Stops ? null : plan, notices.ToImmutable());
    }

    [GeneratedRegex("""(\A|[\n{,])[ \t\r\n]*"?version"?[ \t]*:[ \t\r\n]*1[ \t]*([\r\n,}#]|\z)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Version();
}
