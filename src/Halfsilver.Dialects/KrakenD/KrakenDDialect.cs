using System.Collections.Immutable;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.KrakenD.Binding;
using Halfsilver.Dialects.KrakenD.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.KrakenD;

/// <summary>KrakenD's configuration, version 3, in JSON or YAML.</summary>
public sealed partial class KrakenDDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "krakend";

    /// <inheritdoc/>
    public bool ReadsTogether => false;

    /// <inheritdoc/>
    public bool Recognises(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var content = text.Text;
        if (Words.Any(content, "$schema") && Schema().IsMatch(content))
        {
            return true;
        }

        if (!Words.Any(content, "extra_config", "backend", "endpoints"))
        {
            // Each way below asks for one of them.
            return false;
        }

        var version = Version().Match(content);
        if (version.Success)
        {
            // Versions 1 and 2 are known so that they can be refused by name; a native file is of version 1 too.
            return version.Groups["number"].ValueSpan is "3"
                ? Endpoints().IsMatch(content) || ExtraConfig().IsMatch(content)
                : Endpoints().IsMatch(content) && Backend().IsMatch(content);
        }

        return !Other().IsMatch(content) && (Backend().IsMatch(content) ? Endpoint().IsMatch(content) : ExtraConfig().IsMatch(content) && Shadow().IsMatch(content));
    }

    /// <inheritdoc/>
    public Reading Read(ImmutableArray<DialectText> files)
    {
        var text = files.Single();
        var content = text.Text.StartsWith('\uFEFF') ? text with { Text = text.Text[1..] } : text;
        var notices = new NoticeList(content);
        if (TreeReader.Read(content.Text, notices) is not { } root)
        {
            if (content.Text.Contains("{{", StringComparison.Ordinal))
            {
                notices.Reject(Codes.Syntax, Place.Start, "", "holds {{ }}, which KrakenD's flexible configuration fills in; give the file that FC_OUT writes");
            }

            return new Reading(null, notices.ToImmutable());
        }

        var scope = new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, Loose = true, CommentMarks = "@$_#" });
        if (Wrapping.Wrap(root, scope) is not { } whole || RootKeys.File.Read(whole, "", scope) is not MapItem file)
        {
            return new Reading(null, notices.ToImmutable());
        }

        var binder = new FileBinder(file, scope);
        var plan = binder.Bind();
        if (!notices.Stops)
        {
            binder.Places.Check(plan);
        }

        return new Reading(notices.Stops ? null : plan, notices.ToImmutable());
    }

    [GeneratedRegex("""(\A|[\n{,])[ \t\r\n]*"?\$schema"?[ \t]*:[ \t]*"?https?://[^\s"]{0,100}krakend""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Schema();

    [GeneratedRegex("""(\A|[\n{,])[ \t\r\n]*"?version"?[ \t]*:[ \t\r\n]*"?(?<number>[123])"?[ \t]*([\r\n,}#]|\z)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Version();

    [GeneratedRegex("""(\A|[\n{,])[ \t\r\n]*"?endpoints"?[ \t]*:[ \t\r\n]*(\[|-[ \t])""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Endpoints();

    [GeneratedRegex("""([\n{,-])[ \t\r\n]*"?backend"?[ \t]*:[ \t\r\n]*(\[|-[ \t])""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Backend();

    [GeneratedRegex("""(\A|[\n{,])[ \t\r\n]*"?endpoint"?[ \t]*:[ \t]*["']?/""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Endpoint();

    [GeneratedRegex("""(\A|[\n{,])[ \t\r\n]*"?extra_config"?[ \t]*:[ \t\r\n]*""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ExtraConfig();

    [GeneratedRegex("""[\n{,][ \t\r\n]*"?shadow"?[ \t]*:""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Shadow();

    [GeneratedRegex("""(\A|[\n{,])[ \t\r\n]*"?(apiVersion|kind|http|version)"?[ \t]*:""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Other();
}
