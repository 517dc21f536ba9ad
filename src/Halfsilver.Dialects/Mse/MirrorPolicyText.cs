using System.Collections.Immutable;

using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Mse;

/// <summary>The mirror's policy as the console's form has it, or a part of it. What is null was not said.</summary>
internal sealed record MirrorPolicyText
{
    /// <summary>What the port is called where it is no port but the service's only one.</summary>
    public const string Dynamic = MseKinds.Dynamic;

    /// <summary>Destination Service.</summary>
    public string? Service { get; private init; }

    /// <summary>Port Number: a number, a name, or <see cref="Dynamic"/>.</summary>
    public string? Port { get; private init; }

    /// <summary>Whether the port is dynamic, where that was said beside the number.</summary>
    public bool? IsDynamic { get; private init; }

    /// <summary>Traffic Mirror Percentage.</summary>
    public decimal? Percent { get; private init; }

    /// <summary>Enable.</summary>
    public bool? IsEnabled { get; private init; }

    /// <summary>Reads it from JSON, by the names of the API or the console's labels.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="faults">What is wrong; empty where nothing is. Names that are not known are.</param>
    public static MirrorPolicyText Read(string text, out ImmutableArray<Notice> faults)
    {
        var notices = new NoticeList(new DialectText("body", text));
        var scope = new ReadingScope(notices, new ReadingManner { AnyCase = true });
        var form = (TreeReader.Read(text, notices) is { } root ? PolicyKeys.MirrorChange.Read(root, "", scope) : null) as MapItem;
        faults = [.. notices.ToImmutable().Where(notice => notice.StopsThePlan)];
        return form is null ? new MirrorPolicyText() : new MirrorPolicyText
        {
            Service = form.Text("target"),
            Port = form.Text("port"),
            IsDynamic = form.TryGet<bool>("dynamicPort", out var isDynamic) ? isDynamic : null,
            Percent = form.TryGet<decimal>("percentage", out var percent) ? percent : null,
            IsEnabled = form.TryGet<bool>("enable", out var isEnabled) ? isEnabled : null,
        };
    }
}
