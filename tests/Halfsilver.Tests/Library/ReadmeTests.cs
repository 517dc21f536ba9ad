using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>What the package's page shows is code that compiles and does what it says.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task The_code_of_the_readme_mirrors()
    {
        string[] args = ["--urls=http://127.0.0.1:0"];
        // Shown from here.
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddMirroring(m => m.Mirror("v2", "http://127.0.0.1:5001", percent: 25));
        builder.Services.AddMirroring(builder.Configuration.GetSection("Mirroring"));

        // Not shown.
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseMirroring();
        app.MapMirroringMetrics();

        app.MapGet("/orders/{id}", (int id) => new { id });
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal("""{"id":7}""", await client.GetStringAsync(new Uri("/orders/7", UriKind.Relative)));

        var page = PromText.Parse(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
        Assert.Equal(1, page.Sum("halfsilver_mirror_matched_total", ("mirror", "v2")));
        await app.StopAsync();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("src/Halfsilver/README.md")]
    [InlineData("docs/library.md")]
    public async Task Every_line_of_code_on_the_page_stands_in_this_test(string page)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Halfsilver.slnx")))
        {
            root = root.Parent;
        }

        var here = await File.ReadAllTextAsync(Path.Combine(root.FullName, "tests/Halfsilver.Tests/Library/ReadmeTests.cs"));
        var text = await File.ReadAllTextAsync(Path.Combine(root.FullName, page));
        var lines = CSharp().Matches(text).SelectMany(block => block.Groups["code"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

        Assert.All(lines.Where(line => line != "app.Run();"), line => Assert.Contains($"        {line}\n", here, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^```csharp\n(?<code>[\s\S]*?)^```", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CSharp();
}
