using System.Text;
using Halfsilver.Gateway.Running;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>One status of one path, and how it comes about.</summary>
/// <param name="Method">The method.</param>
/// <param name="Template">The path as it is mapped.</param>
/// <param name="Status">The status.</param>
internal sealed record AnswerCase(string Method, string Template, int Status)
{
    /// <summary>The path that is asked; the template itself where it has no parameters.</summary>
    public string? Path { get; init; }

    /// <summary>What is sent; null for nothing.</summary>
    public string? Body { get; init; }

    public string Media { get; init; } = "application/json";

    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>The gateway that is asked, where it is not the usual one.</summary>
    public Func<LaunchRequest, LaunchRequest>? Launch { get; init; }

    /// <summary>What happened before, as changes of the plan.</summary>
    public Func<RevisionsUnderTest, Task>? Before { get; init; }

    /// <summary>How it comes about, where it takes more than one request to a gateway; gives the status that came.</summary>
    public Func<AnswerStage, Task<int>>? Ask { get; init; }

    /// <summary>Lets it come about; the status that came.</summary>
    public async Task<int> ProvokeAsync(AnswerStage stage)
    {
        if (Ask is not null)
        {
            return await Ask(stage);
        }

        var admin = await stage.RealAsync(Launch);
        if (Before is not null)
        {
            await Before(admin);
        }

        return (await admin.SendAsync(new HttpMethod(Method), Path ?? Template, Body is null ? null : Encoding.UTF8.GetBytes(Body), Media, Headers)).Code;
    }

    public override string ToString() => $"{Method} {Template} {Status}";
}

/// <summary>A body that a path takes, good as it is; broken copies of it must be refused.</summary>
/// <param name="Method">The method.</param>
/// <param name="Template">The path as it is mapped.</param>
/// <param name="Path">The path that is asked.</param>
/// <param name="Body">The body, a JSON object.</param>
internal sealed record BodySample(string Method, string Template, string Path, string Body)
{
    /// <summary>Members without which it is none, as JSON pointers.</summary>
    public string[] Needed { get; init; } = [];

    /// <summary>Whether it is for the admin side of a gateway that keeps tokens; else for a whole gateway.</summary>
    public bool Guarded { get; init; }

    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>What happened before.</summary>
    public Func<RevisionsUnderTest, Task>? Before { get; init; }

    public override string ToString() => $"{Method} {Template}";
}

/// <summary>What one API answers with. Every class of this kind in these tests is found; see <see cref="AnswerBook"/>.</summary>
internal interface IAnswerBook
{
    /// <summary>A case for every path, method and status, but for those that all paths share (<c>CommonStatuses</c>).</summary>
    IEnumerable<AnswerCase> Answers { get; }

    /// <summary>A body for every path and method that takes one.</summary>
    IEnumerable<BodySample> Bodies { get; }
}

/// <summary>All APIs' cases.</summary>
internal static class AnswerBook
{
    private static readonly IAnswerBook[] s_books =
        [.. typeof(AnswerBook).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IAnswerBook))).Select(type => (IAnswerBook)Activator.CreateInstance(type)!)];

    public static AnswerCase[] Answers { get; } = [.. s_books.SelectMany(book => book.Answers)];

    public static BodySample[] Bodies { get; } = [.. s_books.SelectMany(book => book.Bodies)];
}
