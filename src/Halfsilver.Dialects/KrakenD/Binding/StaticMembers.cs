using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Binds members that an endpoint puts into its answers.</summary>
internal static class StaticMembers
{
    public static FanOutConstant? Of(MapItem? proxy, FanOutOutput output, ReadingScope scope)
    {
        if (proxy?.Map("static") is not { } group || group.Entries.GetValueOrDefault("data") is not ValueItem { Value: Node data } item || group.Text("strategy") is not { } strategy)
        {
            return null;
        }

        if (data is not MapNode)
        {
            scope.Reject(Codes.WrongType, item.Place, item.Path, $"expected a map of members, found {data.Words}");
            return null;
        }

        if (output == FanOutOutput.Raw)
        {
            scope.Remark(item.Place, item.Path, "changes nothing: with no-op an answer goes to the client as it comes");
            return null;
        }

        return new FanOutConstant(NodeJson.Of(data)!.ToJsonString())
        {
            When = strategy switch
            {
                "always" => ConstantWhen.Always,
                "success" or "complete" => ConstantWhen.Complete,
                _ => ConstantWhen.Incomplete,
            },
        };
    }
}
