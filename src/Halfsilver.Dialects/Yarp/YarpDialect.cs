using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Dialects.Yarp.Binding;
using Halfsilver.Dialects.Yarp.Keys;

namespace Halfsilver.Dialects.Yarp;

/// <summary>Settings of an ASP.NET Core application with YARP's section, or that section alone.</summary>
public sealed class YarpDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "yarp";

    /// <inheritdoc/>
    public bool Recognises(DialectText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return YarpSigns.Has(text.Text);
    }

    /// <inheritdoc/>
    public Reading Read(ImmutableArray<DialectText> files)
    {
        ImmutableArray<DialectText> contents = [.. files.Select(file => file with { Text = JsonComments.Blank(file.Text.TrimStart('\uFEFF')) })];
        var notices = new NoticeList(contents);
        var scope = new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, AnyCase = true, Loose = true });
        var parts = new List<MapItem>();
        for (var i = 0; i < contents.Length; i++)
        {
            foreach (var root in TreeReader.ReadAll(contents[i].Text, notices, i))
            {
                if (FileKeys.File.Read(root, "", scope) is MapItem file)
                {
                    parts.Add(file);
                }
            }
        }

        var plan = new Assembly(scope).Build(parts);
        return new Reading(notices.Stops ? null : plan, notices.ToImmutable());
    }
}
