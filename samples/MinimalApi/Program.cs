using System.Collections.Concurrent;
using MinimalApi;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddMirroring(builder.Configuration.GetSection("Mirroring"));

var app = builder.Build();
app.UseMirroring();
app.MapMirroringMetrics();

var orders = new ConcurrentDictionary<int, Order>();
app.MapGet("/orders", () => orders.Values.OrderBy(order => order.Id));
app.MapGet("/orders/{id:int}", (int id) => orders.TryGetValue(id, out var order) ? Results.Ok(order) : Results.NotFound());
app.MapPost("/orders", (Order order) => orders.TryAdd(order.Id, order) ? Results.Created($"/orders/{order.Id}", order) : Results.Conflict());
app.MapDelete("/orders/{id:int}", (int id) => orders.TryRemove(id, out _) ? Results.NoContent() : Results.NotFound());

// An upload that is never held: its length is all that is kept.
app.MapPut("/orders/{id:int}/scan", async (int id, Stream body, CancellationToken cancel) =>
{
    var (buffer, total) = (new byte[16 * 1024], 0L);
    while (await body.ReadAsync(buffer, cancel) is var count and > 0)
    {
        total += count;
    }

    return Results.Ok(new Scan(id, total));
});

app.Run();
