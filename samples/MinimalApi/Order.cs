namespace MinimalApi;

/// <summary>What somebody has ordered.</summary>
internal sealed record Order(int Id, string Item);

/// <summary>What is kept of an upload.</summary>
internal sealed record Scan(int Order, long Bytes);
