namespace Repository.Tests.Cases;

/// <summary>The cases of one of the systems whose files are read.</summary>
/// <param name="Heading">Its heading on the page.</param>
/// <param name="From">Where the cases come from, in a sentence.</param>
/// <param name="Cases">The cases, in the order of the page.</param>
internal sealed record CaseSystem(string Heading, string From, IReadOnlyList<Case> Cases);

/// <summary>Something that must hold.</summary>
/// <param name="Id">Its name, which tests carry in theirs: a letter and a number.</param>
/// <param name="Promise">What holds, in a few words.</param>
internal sealed record Case(string Id, string Promise)
{
    /// <summary>Why there is nothing to show, where the case asks for what is not done here.</summary>
    public string? Not { get; init; }
}

/// <summary>A case of all dialects that one of them does not have.</summary>
internal sealed record CaseGap(string Id, string Dialect, string Why);

/// <summary>A test that carries cases in its name.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dialect">The dialect whose folder or class it stands in; null where it runs over all of them, or over none.</param>
/// <param name="Path">The file.</param>
internal sealed record CaseTest(string Class, string Name, string? Dialect, string Path)
{
    /// <summary>The cases that its name begins with.</summary>
    public IReadOnlyList<string> Ids { get; } = [.. Name.Split('_').TakeWhile(CaseTests.IsId)];
}
