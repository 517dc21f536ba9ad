namespace Halfsilver.Wire;

/// <summary>The head of a request: method, raw target and fields, as the client sent them.</summary>
internal sealed class RequestHead : MessageHead
{
    private int _methodLength;
    private (int Start, int Length) _target;
    private (int Start, int Length) _path;
    private (int Start, int Length) _query;
    private (int Start, int Length) _authority;

    /// <summary>The method as it came, case kept.</summary>
    public ReadOnlySpan<byte> Method => Buffer.AsSpan(0, _methodLength);

    /// <summary>The raw target as it came.</summary>
    public ReadOnlySpan<byte> Target => Buffer.AsSpan(_target.Start, _target.Length);

    /// <summary>The target's path without query; <c>*</c> for the asterisk form, empty for the authority form.</summary>
    public ReadOnlySpan<byte> Path => Buffer.AsSpan(_path.Start, _path.Length);

    /// <summary>The target's query with its question mark, or empty.</summary>
    public ReadOnlySpan<byte> Query => Buffer.AsSpan(_query.Start, _query.Length);

    /// <summary>Host and port the request is for: the target's own where it has one, else the Host field's (RFC 9112 §3.3).</summary>
    public ReadOnlySpan<byte> Authority => Buffer.AsSpan(_authority.Start, _authority.Length);

    public TargetForm Form { get; set; }

    /// <summary>Whether the client waits for 100 (Continue) before it sends the body.</summary>
    public bool ExpectsContinue { get; set; }

    /// <inheritdoc/>
    public override void Reset(byte[] buffer, int length)
    {
        base.Reset(buffer, length);
        _methodLength = 0;
        _target = _path = _query = _authority = default;
        Form = TargetForm.Origin;
        ExpectsContinue = false;
    }

    public void SetMethod(int length) => _methodLength = length;

    public void SetTarget(int start, int length) => _target = (start, length);

    public void SetPath(int start, int length) => _path = (start, length);

    public void SetQuery(int start, int length) => _query = (start, length);

    public void SetAuthority(int start, int length) => _authority = (start, length);
}

/// <summary>Forms of a request target (RFC 9112 §3.2).</summary>
internal enum TargetForm : byte
{
    Origin,
    Absolute,
    Authority,
    Asterisk,
}
