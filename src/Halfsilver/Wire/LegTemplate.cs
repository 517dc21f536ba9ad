using System.Buffers;
using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Wire;

/// <summary>
/// All that a plan changes in the heads of one leg, compiled once: the route's rewrite, then the copy's own on top of it.
/// Immutable and shared by all requests.
/// </summary>
internal sealed class LegTemplate
{
    private readonly PathRewrite? _first;
    private readonly PathRewrite? _second;
    private readonly QueryRewrite? _firstQuery;
    private readonly QueryRewrite? _secondQuery;
    private readonly byte[] _method;
    private readonly byte[][] _dropped;
    private readonly byte[][]? _passed;
    private readonly byte[] _fields;
    private readonly byte[] _host;

    private LegTemplate(Rewrite route, Rewrite? copy, HostRewrite host, TemplateFields fields, in LegChanges changes)
    {
        _first = PathRewrite.Compile(route, changes.Route);
        _second = PathRewrite.Compile(copy, changes.Copy);
        _firstQuery = QueryRewrite.Compile(route.Query);
        _secondQuery = QueryRewrite.Compile(copy?.Query);
        _method = Encoding.ASCII.GetBytes(changes.Method ?? "");
        _dropped = fields.Dropped();
        _passed = fields.Passed();
        _fields = fields.Lines();
        HostKind = host.Kind;
        _host = host.Kind == HostKind.Literal ? Encoding.UTF8.GetBytes(host.Literal ?? "") : [];
        if (host.Kind == HostKind.Literal && !HostGrammar.IsHostAndPort(_host))
        {
            throw new ArgumentException($"\"{host.Literal}\" is no host.", nameof(host));
        }

        SendsFor = !Drops("X-Forwarded-For"u8);
        SendsHost = !Drops("X-Forwarded-Host"u8);
        SendsProto = !Drops("X-Forwarded-Proto"u8);
        Growth = _fields.Length + _host.Length + _method.Length + (_first?.Growth ?? 0) + (_second?.Growth ?? 0)
            + (_firstQuery?.Growth ?? 0) + (_secondQuery?.Growth ?? 0);
    }

    /// <summary>Most bytes by which these changes make a head longer.</summary>
    public int Growth { get; }

    public HostKind HostKind { get; }

    /// <summary>The Host of <see cref="HostKind.Literal"/>.</summary>
    public ReadOnlySpan<byte> Host => _host;

    /// <summary>Set and added fields, whole lines in order.</summary>
    public ReadOnlySpan<byte> Fields => _fields;

    public bool RewritesPath => _first is not null || _second is not null;

    public bool RewritesQuery => _firstQuery is not null || _secondQuery is not null;

    /// <summary>Whether the new path's length cannot be known before; <see cref="MakePath"/> has to be asked for it, then.</summary>
    public bool MakesPath => _first is { Makes: true } || _second is { Makes: true };

    /// <summary>Whether the client's wish to change protocols may go on: not where its fields are let through by name.</summary>
    public bool Upgrades => _passed is null;

    /// <summary>Whether the gateway's own X-Forwarded-For is written; not when the plan sets or removes it. The others alike.</summary>
    public bool SendsFor { get; }

    public bool SendsHost { get; }

    public bool SendsProto { get; }

    /// <summary>Compiles a leg's template. Names, values and prefixes come from a checked plan.</summary>
    /// <param name="route">The rewrite every leg of the route shares.</param>
    /// <param name="copy">The copy's own, applied after it; null for the primary.</param>
    /// <param name="serviceHost">The Host where neither rewrite names one.</param>
    /// <param name="changes">What of these rewrites is compiled elsewhere, and the copy's method.</param>
    /// <exception cref="ArgumentException">
    /// A name is no token or one the gateway itself answers for (Host, Connection, Content-Length, Transfer-Encoding), a value
    /// holds a control byte, or a prefix or literal Host could not stand in a head.
    /// </exception>
    public static LegTemplate Compile(Rewrite route, Rewrite? copy, HostRewrite serviceHost, in LegChanges changes = default)
    {
        var fields = new TemplateFields();
        fields.Apply(route);
        if (copy is not null)
        {
            fields.Apply(copy);
        }

        return new(route, copy, copy?.Host ?? route.Host ?? serviceHost, fields, changes);
    }

    /// <summary>Whether the plan takes out (or replaces) fields of this name.</summary>
    public bool Drops(ReadOnlySpan<byte> name) => IsAmong(_dropped, name);

    /// <summary>Whether the client's field goes on as far as the plan is concerned.</summary>
    public bool Keeps(RequestHead head, in FieldLine line) =>
        (_dropped.Length == 0 || !Drops(head.Name(line))) && (_passed is null || IsFraming(line.Kind) || IsAmong(_passed, head.Name(line)));

    // What the gateway answers for itself is not the client's to pass.
    private static bool IsFraming(FieldKind kind) =>
        kind is FieldKind.Host or FieldKind.ContentLength or FieldKind.XForwardedHost or FieldKind.XForwardedProto;

    private static bool IsAmong(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var one in names)
        {
            if (FieldNames.Is(one, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The method this leg's request is sent with. A tunnel stays one, and so does a question about the server itself.</summary>
    public ReadOnlySpan<byte> MethodOf(RequestHead head) =>
        _method.Length == 0 || head.Form is TargetForm.Authority or TargetForm.Asterisk || HeadWriter.IsServerWide(head) ? head.Method : _method;

    /// <summary>The leg's path for <see cref="LegFacts.Path"/>, an array of its own; empty where <see cref="RewritePath"/> does in place what there is to do.</summary>
    public ReadOnlySpan<byte> MakePath(RequestHead head)
    {
        if (!MakesPath || head.Form is not (TargetForm.Origin or TargetForm.Absolute))
        {
            return default;
        }

        var path = _first is null ? head.Path : _first.Make(head.Path, head.Path);
        return _second is null ? path : _second.Make(head.Path, path);
    }

    /// <summary>Writes the rewritten query; the bytes written.</summary>
    public int RewriteQuery(ReadOnlySpan<byte> query, Span<byte> room)
    {
        if (_firstQuery is null || _secondQuery is null)
        {
            return (_firstQuery ?? _secondQuery)!.Write(query, room);
        }

        var between = ArrayPool<byte>.Shared.Rent(query.Length + _firstQuery.Growth);
        var written = _secondQuery.Write(between.AsSpan(0, _firstQuery.Write(query, between)), room);
        ArrayPool<byte>.Shared.Return(between);
        return written;
    }

    /// <summary>Rewrites the path that fills the first <paramref name="length"/> bytes, in place; the new length.</summary>
    public int RewritePath(Span<byte> room, int length)
    {
        length = _first?.Apply(room, length) ?? length;
        return _second?.Apply(room, length) ?? length;
    }
}
