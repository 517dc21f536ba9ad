using System.Text.Json.Nodes;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes services that make several calls, as <see cref="Binding.FanOutBinder"/> reads them.</summary>
internal static class FanOutSection
{
    private static readonly FanOutService Usual = new() { Name = "", Calls = [] };

    public static void Write(KeyWriter keys, FanOutService service)
    {
        keys.Named("calls", service.Calls, call => call.Name, Call);
        keys.Time("timeout", service.Timeout, Usual.Timeout);
        keys.Flag("sequential", service.Sequential, Usual.Sequential);
        keys.Text("output", Words.Of(service.Output), Words.Of(Usual.Output));
        keys.Flag("allowPartial", service.AllowPartial, Usual.AllowPartial);
        keys.Number("failureStatus", service.FailureStatus, Usual.FailureStatus);
        keys.Text("completeField", service.CompleteField);
        keys.Whole("constant", service.Constant, (inner, constant) =>
        {
            inner.Text("members", constant.Members);
            inner.Text("when", Words.Of(constant.When), Words.Of(ConstantWhen.Always));
        });
        keys.Size("maxBufferedBody", service.MaxBufferedBody, Usual.MaxBufferedBody);
        keys.Size("maxAnswerSize", service.MaxAnswerBytes, Usual.MaxAnswerBytes);
    }

    private static void Call(KeyWriter keys, FanOutCall call)
    {
        ServiceSection.Reference(keys, call.Service);
        keys.Text("method", call.Method);
        keys.Text("path", call.Path);
        keys.Names("query", call.Query);
        keys.Group("headers", headers =>
        {
            headers.Names("pass", call.Fields);
            headers.Fields("set", call.SetFields);
        });
        keys.Number("race", call.Race, 1);
        keys.Put("statuses", call.Statuses is { } statuses ? new JsonArray([.. statuses.Select(status => (JsonNode)status)]) : null);
        keys.Number("redirects", call.Redirects, 0);
        keys.Text("encoding", Words.Of(call.Encoding), Words.Of(FanOutEncoding.Json));
        keys.Text("target", call.Target);
        keys.Texts("allow", call.Allow);
        keys.Texts("deny", call.Deny);
        keys.Group("rename", rename =>
        {
            foreach (var (member, name) in call.Rename.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                rename.Text(member, name);
            }
        });
        keys.Text("group", call.Group);
    }
}
