using System.Collections.Immutable;

using Halfsilver.Dialects.GatewayApi;
using Halfsilver.Dialects.Kong;
using Halfsilver.Dialects.KrakenD;
using Halfsilver.Dialects.Mse;
using Halfsilver.Dialects.Native;
using Halfsilver.Dialects.Traefik;
using Halfsilver.Dialects.Vrata;
using Halfsilver.Dialects.Yarp;

namespace Halfsilver.Dialects;

/// <summary>The dialects this build reads.</summary>
public static class DialectBook
{
    // Native stands last: it is also what a file is called that nobody recognises, so its errors are the ones shown.
    private static readonly ImmutableArray<IDialect> Dialects =
    [
        new TraefikDialect(), new KrakenDDialect(), new KongDialect(), new VrataDialect(), new MseDialect(), new GatewayApiDialect(), new YarpDialect(),
        new NativeDialect(),
    ];

    /// <summary>Names of all dialects, in the order in which they are asked.</summary>
    public static IEnumerable<string> Names => Dialects.Select(dialect => dialect.Name);

    /// <summary>The dialect of that name, compared without case.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public static IDialect For(string name) =>
        Dialects.FirstOrDefault(dialect => string.Equals(dialect.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"no dialect named \"{name}\"; there are: {string.Join(", ", Names)}", nameof(name));

    /// <summary>
    /// Files by the dialects that read them, in the order of the files. What nobody recognises belongs to those of the other files' dialects
    /// that <see cref="IDialect.Joins">take it along</see>, and is native where there are none.
    /// </summary>
    /// <param name="files">All files.</param>
    /// <param name="dialect">The dialect of all of them; null where each file's content tells.</param>
    public static ImmutableArray<DialectFiles> Group(ImmutableArray<DialectText> files, IDialect? dialect = null)
    {
        var owners = files.Select(file => dialect ?? Dialects.FirstOrDefault(known => known.Recognises(file))).ToList();
        var present = owners.OfType<IDialect>().Distinct().ToList();
        var groups = new Dictionary<IDialect, List<DialectText>>();
        var alone = ImmutableArray.CreateBuilder<DialectFiles>();
        for (var i = 0; i < files.Length; i++)
        {
            var file = files[i];
            var readers = present.Where(known => known == owners[i] || known.Joins(file)).ToList();
            foreach (var reader in readers.Count > 0 ? readers : [Dialects[^1]])
            {
                if (!reader.ReadsTogether)
                {
                    alone.Add(new DialectFiles(reader, [file]));
                }
                else if (groups.TryGetValue(reader, out var group))
                {
                    group.Add(file);
                }
                else
                {
                    groups[reader] = [file];
                }
            }
        }

        return [.. alone, .. groups.Select(group => new DialectFiles(group.Key, [.. group.Value]))];
    }
}

/// <summary>Files that one dialect reads.</summary>
/// <param name="Dialect">The dialect.</param>
/// <param name="Files">Its files; one where it does not <see cref="IDialect.ReadsTogether">read together</see>.</param>
public sealed record DialectFiles(IDialect Dialect, ImmutableArray<DialectText> Files);
