using System.Diagnostics;
using System.Text;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Telemetry;

/// <summary>
/// Makes the spans of one gateway: one for each request, one for each try at a primary, one for each copy. Where nobody listens to the source,
/// nothing is made and trace context goes on as it came.
/// </summary>
internal sealed class Tracing : IDisposable
{
    /// <summary>The source's name, which listeners ask for.</summary>
    public const string SourceName = "Halfsilver";

    private volatile CopyTrace _copies = CopyTrace.Link;

    public ActivitySource Source { get; } = new(SourceName);

    public bool IsOn => Source.HasListeners();

    /// <summary>How copies are traced; may change with the plan.</summary>
    public CopyTrace Copies
    {
        get => _copies;
        set => _copies = value;
    }

    /// <summary>The span of a copy, not yet on its way; null where copies have none or the sampler wants none.</summary>
    /// <param name="request">The request's own span.</param>
    /// <param name="route">Label of the route.</param>
    /// <param name="mirror">The mirror's name.</param>
    public Activity? StartCopy(in ActivityContext request, string route, string mirror)
    {
        var how = Copies;
        if (how == CopyTrace.Off)
        {
            return null;
        }

        var linked = how == CopyTrace.Link;
        ActivityLink[]? links = linked && request != default ? [new ActivityLink(request)] : null;
        var span = Start($"{mirror}", ActivityKind.Client, linked ? default : request, links);
        span?.SetTag("halfsilver.route", route).SetTag("halfsilver.mirror", mirror).SetTag("halfsilver.shadow", true);
        return span;
    }

    /// <summary>Starts a span below exactly this parent; default: a trace of its own. The ambient activity stays what it is.</summary>
    public Activity? Start(string name, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink>? links = null)
    {
        var ambient = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity(name, kind, parent, links: links);
        Activity.Current = ambient;
        return span;
    }

    /// <summary>Ends a span with what HTTP says of its outcome. The ambient activity stays what it is.</summary>
    /// <param name="span">The span.</param>
    /// <param name="status">0 where no answer came.</param>
    /// <param name="error">What went wrong, of a closed set; null when nothing did but perhaps the status.</param>
    /// <param name="worst">The first status that is an error: 500 where we serve, 400 where we ask.</param>
    public static void End(Activity? span, int status, string? error, int worst)
    {
        if (span is null)
        {
            return;
        }

        if (status > 0)
        {
            span.SetTag("http.response.status_code", status);
        }

        if (error is not null || status >= worst)
        {
            span.SetTag("error.type", error ?? status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }

        Stop(span);
    }

    /// <summary>Forgets a span: what it stands for did not happen.</summary>
    public static void Drop(Activity? span)
    {
        if (span is not null)
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            span.IsAllDataRequested = false;
            Stop(span);
        }
    }

    /// <summary>The trace context that the request came with; default without one, or with one that is none.</summary>
    public static ActivityContext ContextOf(RequestHead head)
    {
        var at = head.Find(FieldKind.TraceParent);
        if (at < 0)
        {
            return default;
        }

        var state = head.Find(FieldKind.TraceState);
        var parent = Encoding.Latin1.GetString(head.Value(head.Fields[at]));
        return ActivityContext.TryParse(
            parent, state < 0 ? null : Encoding.Latin1.GetString(head.Value(head.Fields[state])), isRemote: true, out var context)
            ? context
            : default;
    }

    /// <summary>As a <c>traceparent</c> field says it.</summary>
    public static byte[] Parent(in ActivityContext context) => context == default
        ? []
        : Encoding.ASCII.GetBytes($"00-{context.TraceId.ToHexString()}-{context.SpanId.ToHexString()}-{(byte)context.TraceFlags:x2}");

    public void Dispose() => Source.Dispose();

    private static void Stop(Activity span)
    {
        var ambient = Activity.Current;
        span.Stop();
        Activity.Current = ambient;
    }
}
