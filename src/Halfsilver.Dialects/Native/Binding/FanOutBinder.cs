using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>Binds services that make several calls.</summary>
internal sealed class FanOutBinder(References references)
{
    public FanOutService Bind(string name, MapItem group)
    {
        var service = new FanOutService
        {
            Name = name,
            Calls = [.. (group.Map("calls")?.Entries ?? ImmutableDictionary<string, Item>.Empty).Select(call => Call(call.Key, (MapItem)call.Value)).OfType<FanOutCall>()],
        };
        return service with
        {
            Timeout = group.Value("timeout", service.Timeout),
            Sequential = group.Value("sequential", service.Sequential),
            Output = group.Text("output") switch
            {
                "collection" => FanOutOutput.Collection,
                "text" => FanOutOutput.Text,
                "raw" => FanOutOutput.Raw,
                _ => FanOutOutput.Json,
            },
            AllowPartial = group.Value("allowPartial", service.AllowPartial),
            FailureStatus = (int)group.Value<long>("failureStatus", service.FailureStatus),
            Constant = group.Map("constant") is { } constant ? new FanOutConstant(constant.Text("members") ?? "{}")
            {
                When = constant.Text("when") switch
                {
                    "complete" => ConstantWhen.Complete,
                    "incomplete" => ConstantWhen.Incomplete,
                    _ => ConstantWhen.Always,
                },
            } : null,
            CompleteField = group.Text("completeField"),
            MaxBufferedBody = group.Value("maxBufferedBody", service.MaxBufferedBody),
            MaxAnswerBytes = group.Value("maxAnswerSize", service.MaxAnswerBytes),
        };
    }

    private FanOutCall? Call(string name, MapItem group)
    {
        if (references.Service(group) is not { } service)
        {
            return null;
        }

        var headers = group.Map("headers");
        return new FanOutCall
        {
            Name = name,
            Service = service,
            Method = group.Text("method"),
            Path = group.Text("path"),
            Query = RewriteBinder.Names(group, "query"),
            Fields = headers is null ? null : RewriteBinder.Names(headers, "pass"),
            SetFields = RewriteBinder.Fields(headers?.Map("set")),
            Race = (int)group.Value<long>("race", 1),
            Statuses = group.List("statuses") is { Count: > 0 } statuses ? [.. statuses.Select(status => (int)(long)((ValueItem)status).Value)] : null,
            Redirects = (int)group.Value<long>("redirects", 0),
            Encoding = group.Text("encoding") switch
            {
                "object" => FanOutEncoding.Object,
                "collection" => FanOutEncoding.Collection,
                "text" => FanOutEncoding.Text,
                _ => FanOutEncoding.Json,
            },
            Target = group.Text("target"),
            Allow = RewriteBinder.Names(group, "allow") ?? [],
            Deny = RewriteBinder.Names(group, "deny") ?? [],
            Rename = (group.Map("rename")?.Entries ?? ImmutableDictionary<string, Item>.Empty).ToImmutableDictionary(entry => entry.Key, entry => Text(entry.Value), StringComparer.Ordinal),
            Group = group.Text("group"),
        };
    }

    private static string Text(Item item) => (string)((ValueItem)item).Value;
}
