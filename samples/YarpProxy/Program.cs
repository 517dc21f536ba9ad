var builder = WebApplication.CreateBuilder(args);
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
builder.Services.AddMirroring(builder.Configuration.GetSection("Mirroring"));

var app = builder.Build();

// In front of the proxy's endpoints: copies carry what clients sent, before any transform.
app.UseMirroring();
app.MapMirroringMetrics();
app.MapReverseProxy();

app.Run();
