namespace Repository.Tests.Snippets;

/// <summary>A fenced block of a page that says it can be tried.</summary>
/// <param name="Page">The page's path.</param>
/// <param name="Line">The fence's line.</param>
/// <param name="Mark">What is asked: to run it, or to validate it.</param>
/// <param name="Name">For files: what the page's commands call it.</param>
/// <param name="Text">The block's text.</param>
internal sealed record Snippet(string Page, int Line, SnippetMark Mark, string Name, string Text)
{
    /// <summary>Where it stands, for messages.</summary>
    public string Place => $"{Page}:{Line}";
}

/// <summary>What can be tried of a block.</summary>
internal enum SnippetMark
{
    /// <summary>The commands succeed.</summary>
    Run,

    /// <summary>The file is valid.</summary>
    Validate,
}
