namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Refusals that both interfaces share.</summary>
internal static class KongRefusals
{
    /// <summary>There is no such object.</summary>
    public static RefusedRequestException NotFound(EntityKind kind, string key) =>
        new(404, "not-found", "There is no such object", $"there is no {kind.One} '{AdminText.Line(key, "")}'");

    /// <summary>Another object has that already.</summary>
    public static RefusedRequestException Taken(EntityKind kind, string field, string value) =>
        new(409, "unique", "It is there already", $"UNIQUE violation detected on '{{{field}=\"{AdminText.Line(value, "")}\"}}': another {kind.One} has it")
        {
            Errors = [new ProblemPlace($"/{field}", Dialects.Codes.DuplicateKey, $"another {kind.One} has it")],
        };

    /// <summary>It names an object that there is not.</summary>
    public static RefusedRequestException Unknown(string field, EntityKind kind, string key) =>
        new(400, "foreign-key", "It names what is not there", $"the foreign key '{{id=\"{AdminText.Line(key, "")}\"}}' does not reference an existing '{kind.Name}' entity.")
        {
            Errors = [new ProblemPlace($"/{field}", Dialects.Codes.UnknownPart, $"there is no {kind.One} '{AdminText.Line(key, "")}'")],
        };

    /// <summary>Others need it.</summary>
    public static RefusedRequestException Needed(EntityKind kind, EntityKind by) =>
        new(400, "referenced", "Others need it", $"an existing '{by.Name}' entity references this '{kind.Name}' entity")
        {
            Errors = [new ProblemPlace("/@referenced_by", Dialects.Codes.Exclusive, by.Name)],
        };

    /// <summary>It was written elsewhere, and what is asked for cannot be said of it here.</summary>
    public static RefusedRequestException Elsewhere(KongEntry entry, string what) =>
        new(409, "elsewhere", "It was written elsewhere",
            $"{entry.Kind.One} '{AdminText.Line(entry.Name, "")}' is not one of this interface's: it is in the configuration at /api/v1/config, from a file or another interface; {what}");
}
