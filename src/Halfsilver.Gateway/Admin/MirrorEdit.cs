using System.Text.Json.Nodes;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Native;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>
/// Changes one mirror of a plan by the keys of the native file. Its route is written down, changed and read again, so that what a mirror
/// may say, and what is wrong with it, is known in one place.
/// </summary>
internal static class MirrorEdit
{
    /// <summary>The plan with a mirror changed.</summary>
    /// <param name="written">The plan as it was written.</param>
    /// <param name="place">The mirror; one that is not there is made.</param>
    /// <param name="change">Its keys from those it has; null takes it out.</param>
    /// <exception cref="RefusedRequestException">The keys are not valid; errors are places in the body.</exception>
    public static Plan Apply(Plan written, MirrorPlace place, Func<JsonObject, JsonObject?> change)
    {
        var file = (JsonObject)JsonNode.Parse(NativeWriter.Json(place.Around(written)))!;
        var mirrors = place.MapIn(file);
        var before = mirrors[place.Name] as JsonObject ?? [];
        if (change((JsonObject)before.DeepClone()) is { } after)
        {
            mirrors[place.Name] = after;
        }
        else
        {
            mirrors.Remove(place.Name);
        }

        Courtesy.GiveWay();
        var reading = new NativeDialect(_ => null).Read(new DialectText("the body", file.ToJsonString()));

        // Lines and columns are those of a text that nobody sent.
        var around = reading.Plan ?? throw ProblemPlace.Refusal(
            "The mirror is not valid", [.. reading.Notices.Where(notice => notice.StopsThePlan).Select(notice => Inside(place.Pointer, ProblemPlace.From(notice with { Line = 0 })))]);
        return place.Service is { } service
            ? written with { Services = written.Services.SetItem(service, around.Services[service]) }
            : written with { Routes = [.. written.Routes.Select(route => route.Name == place.Route ? around.Routes.Single() : route)] };
    }

    /// <summary>A mirror's keys with others over them: null takes a key out, a map goes into the map that is there (RFC 7396).</summary>
    public static JsonObject Merge(JsonObject keys, JsonObject patch)
    {
        // Two ways to say one thing: who says it the other way means this one.
        if (patch.ContainsKey("fraction"))
        {
            keys.Remove("percent");
        }

        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                keys.Remove(name);
            }
            else
            {
                keys[name] = value is JsonObject inner ? Merge(keys[name] is JsonObject known ? (JsonObject)known.DeepClone() : [], inner) : value.DeepClone();
            }
        }

        return keys;
    }

    private static ProblemPlace Inside(string pointer, ProblemPlace error) =>
        error.Pointer == pointer || error.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal) ? error with { Pointer = error.Pointer[pointer.Length..] }
        : pointer.StartsWith(error.Pointer + "/", StringComparison.Ordinal) ? error with { Pointer = "" }
        : error with { Pointer = "", Message = $"{error.Pointer}: {error.Message}" };
}
