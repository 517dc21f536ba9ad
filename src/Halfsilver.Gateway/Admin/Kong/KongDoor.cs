using System.Globalization;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Where requests see and change the objects.</summary>
internal sealed class KongDoor(IGateway gateway, TimeProvider time)
{
    /// <summary>The gateway behind it.</summary>
    public IGateway Gateway => gateway;

    /// <summary>The time everybody uses.</summary>
    public TimeProvider Time => time;

    /// <summary>The objects as they are.</summary>
    public KongObjects Read() => KongObjects.Of(gateway.Changes.Written);

    /// <summary>Changes objects: all of what the work does is accepted, or none of it.</summary>
    /// <param name="context">The request: who asks, and why.</param>
    /// <param name="work">The change; what it gives back is the answer's.</param>
    /// <exception cref="RefusedRequestException">Nothing is changed.</exception>
    public async Task<T> ChangeAsync<T>(HttpContext context, Func<KongEdit, T> work)
    {
        var answer = default(T)!;
        await RevisionRoutes.StoredAsync(context, async () =>
        {
            try
            {
                var changed = await gateway.Changes.EditAsync(
                    written =>
                    {
                        var objects = KongObjects.Of(written);
                        answer = work(new KongEdit(objects, time.GetUtcNow().ToUnixTimeSeconds()));
                        return objects.Changed();
                    },
                    ChangeBy.Read(context));
                RevisionRoutes.Stamp(context, changed.Revision);
            }
            catch (PlanRefusedException refused)
            {
                throw FieldFaults.Refusal([.. refused.Problems.Select(ProblemPlace.From)]);
            }
        });
        return answer;
    }

    /// <summary>Changes objects; there is nothing to show for it.</summary>
    /// <inheritdoc cref="ChangeAsync{T}"/>
    public async Task DoAsync(HttpContext context, Action<KongEdit> work)
    {
        await ChangeAsync(context, edit =>
        {
            work(edit);
            return true;
        });
        context.Response.StatusCode = 204;
    }

    /// <summary>A parameter of the path.</summary>
    public static string Value(HttpContext context, string name) =>
        Convert.ToString(context.Request.RouteValues[name], CultureInfo.InvariantCulture) ?? "";
}
