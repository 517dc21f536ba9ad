using System.Collections.Immutable;
using Halfsilver.Dialects;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>Gathers what is wrong with the fields of a body.</summary>
internal sealed class FieldFaults
{
    private readonly List<ProblemPlace> _found = [];

    /// <summary>Whether nothing is.</summary>
    public bool None => _found.Count == 0;

    /// <summary>Notes a fault of a field.</summary>
    /// <param name="pointer">Where, as a JSON pointer.</param>
    /// <param name="message">What is allowed.</param>
    public void Add(string pointer, string message) => _found.Add(new ProblemPlace(pointer, Codes.BadValue, message));

    /// <summary>Ends the request where something is wrong.</summary>
    /// <exception cref="RefusedRequestException">Something is.</exception>
    public void Throw()
    {
        if (!None)
        {
            throw Refusal([.. _found]);
        }
    }

    /// <summary>The refusal for one fault.</summary>
    public static RefusedRequestException Refusal(string pointer, string message) => Refusal([new ProblemPlace(pointer, Codes.BadValue, message)]);

    /// <summary>The refusal for several.</summary>
    public static RefusedRequestException Refusal(ImmutableArray<ProblemPlace> faults) =>
        new(400, "validation", "The body is not valid", string.Join("; ", faults.Select(fault => $"{NameOf(fault.Pointer)}: {fault.Message}"))) { Errors = faults };

    private static string NameOf(string pointer) => pointer.Length == 0 ? "body" : pointer[1..].Replace('/', '.');
}
