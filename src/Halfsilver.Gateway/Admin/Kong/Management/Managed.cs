using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>What several calls of the management interface do alike.</summary>
internal static class Managed
{
    /// <summary>Makes an object or puts it in the place of the one with its name, and shows it: 201 for a new one, 200 for one that was there.</summary>
    /// <param name="envelope">Writes the answer.</param>
    /// <param name="context">The request.</param>
    /// <param name="door">Where objects change.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="body">The object, in Kong's words, with its name.</param>
    public static async Task PutAsync(this Envelope envelope, HttpContext context, KongDoor door, EntityKind kind, Func<KongObjects, JsonObject> body)
    {
        var (shown, isNew) = await door.ChangeAsync(context, edit =>
        {
            var entity = body(edit.Objects);
            var name = entity.Text(kind.Key) ?? throw FieldFaults.Refusal($"/{kind.Key}", "expected a string");
            var old = edit.Objects.Find(kind, name);
            var put = old is null ? edit.Create(kind, entity) : edit.Put(kind, old.Id, entity, out _);
            return (ManagedForm.Outward(edit.Objects, new KongEntry(kind, put)), old is null);
        });
        await envelope.WriteAsync(context, shown, isNew ? 201 : 200);
    }
}
