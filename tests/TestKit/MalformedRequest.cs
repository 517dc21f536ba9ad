namespace TestKit;

/// <summary>What a gateway owes to odd bytes.</summary>
public enum Expected
{
    /// <summary>An error answer and the end of the connection; nothing reaches an upstream.</summary>
    Refused,

    /// <summary>They look odd but mean one thing: the upstream sees exactly one request.</summary>
    ForwardedAsOne,
}

/// <summary>One case: what kind of damage, its name, the bytes of one whole request.</summary>
public sealed record MalformedRequest(string Class, string Name, byte[] Bytes, Expected Expected)
{
    public override string ToString() => $"{Class}: {Name}";
}
