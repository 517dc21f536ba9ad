using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>What can be asked of one kind of object, of all of them or of those of one parent.</summary>
internal sealed class KongObjectCalls(KongDoor door, EntityKind kind, EntityKind? parent)
{
    /// <summary>GET of the list.</summary>
    public Task ListAsync(HttpContext context)
    {
        var objects = door.Read();
        var of = ParentOf(objects, context);
        return StrictJson.WriteAsync(context, KongPage.Of(context.Request, objects.All(kind).Where(entry => Belongs(entry, of))));
    }

    /// <summary>POST of an object.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var body = await KongBody.ReadAsync(context, kind);
        var made = await door.ChangeAsync(context, edit => edit.Create(kind, WithParent(body, ParentOf(edit.Objects, context))));
        await StrictJson.WriteAsync(context, made, 201);
    }

    /// <summary>GET of one.</summary>
    public Task GetAsync(HttpContext context) => StrictJson.WriteAsync(context, Known(door.Read(), context).Shown);

    /// <summary>PUT of one, there or not.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var body = await KongBody.ReadAsync(context, kind);
        var put = await door.ChangeAsync(context, edit =>
        {
            var of = ParentOf(edit.Objects, context);
            return edit.Put(kind, KongDoor.Value(context, "key"), WithParent(body, of), Find(edit.Objects, context, of));
        });
        await StrictJson.WriteAsync(context, put);
    }

    /// <summary>PATCH of one.</summary>
    public async Task PatchAsync(HttpContext context)
    {
        var body = await KongBody.ReadAsync(context, kind);
        await StrictJson.WriteAsync(context, await door.ChangeAsync(context, edit => edit.Patch(Known(edit.Objects, context), body)));
    }

    /// <summary>DELETE of one; one that is not there is gone already.</summary>
    public Task DeleteAsync(HttpContext context) => door.DoAsync(context, edit =>
    {
        if (Find(edit.Objects, context, ParentOf(edit.Objects, context)) is { } entry)
        {
            edit.Delete(entry);
        }
    });

    private KongEntry Known(KongObjects objects, HttpContext context) =>
        Find(objects, context, ParentOf(objects, context)) ?? throw KongRefusals.NotFound(kind, KongDoor.Value(context, "key"));

    private KongEntry? Find(KongObjects objects, HttpContext context, KongEntry? of)
    {
        var key = KongDoor.Value(context, "key");
        return of is null
            ? objects.Find(kind, key)
            : objects.All(kind).FirstOrDefault(entry => (entry.Id == key || entry.Entity.Text(kind.Key) == key) && Belongs(entry, of));
    }

    private KongEntry? ParentOf(KongObjects objects, HttpContext context)
    {
        if (parent is null)
        {
            return null;
        }

        var key = KongDoor.Value(context, "parent");
        return objects.Find(parent, key) ?? throw KongRefusals.NotFound(parent, key);
    }

    private static bool Belongs(KongEntry entry, KongEntry? of) => of is null || entry.Entity.Reference(of.Kind.One) == of.Id;

    private static JsonObject WithParent(JsonObject body, KongEntry? of)
    {
        if (of is null)
        {
            return body;
        }

        body = (JsonObject)body.DeepClone();
        body[of.Kind.One] = new JsonObject { ["id"] = of.Id };
        return body;
    }
}
