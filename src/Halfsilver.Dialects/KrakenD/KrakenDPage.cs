using Halfsilver.Dialects.KrakenD.Keys;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.KrakenD;

/// <summary>The reference page of KrakenD's files.</summary>
public static class KrakenDPage
{
    private const string Introduction = """
        KrakenD's configuration of version 3, in JSON or YAML, runs as it is:

            halfsilver run krakend.json

        A file is recognised by `version: 3` beside `endpoints`, by the `$schema` of KrakenD, or as a lone endpoint with its `backend`, as documentation
        shows them; that one is read as the only endpoint of a file. `--dialect krakend` says so of any file. Templates (`{{ }}`) are KrakenD's own: give
        the file that `FC_OUT` writes. Each file stands alone.

        What an endpoint comes to: a route by path and method, to a [fan-out](../fan-out.md) of the backends that answer, with a
        [mirror](../mirroring.md) for each shadow. `halfsilver validate` says what is read differently, key by key.

        | it is so here | because |
        |---|---|
        | each shadow has a time of its own: `shadow_timeout`, or the endpoint's timeout | in KrakenD the longest of them counts for all, and several are cut at 85 % of the endpoint's; neither is what the file says |
        | `no-op` goes together with shadows | KrakenD does not start with both, and a JSON endpoint in its place hides statuses |
        | a shadow gets 100 % of the requests, writes too, with a path, a method, fields and parameters of its own, and its own host as Host | as in KrakenD; `halfsilver` has shares, its own files say them |
        | `shadow` is the boolean `true`; a text is none | as in KrakenD, with a notice |
        | a shadow that cannot be called as the file says is left out, with a notice | no mirror breaks its endpoint |
        | a shadow gets one copy whatever `concurrent_calls` says, never follows a redirect, and is left alone for a while when it fails | [mirrors](../mirroring.md) are bounded |
        | of answers that have members of one name the later backend's stands | KrakenD lets the later answer win, which is anybody's |
        | an endpoint without any good answer, or none in time, is a 500 with `X-Krakend-Completed: false` | as in KrakenD; its body is a problem (RFC 9457) with an id |
        | with `no-op` a backend that cannot be reached is a 502 | KrakenD says 500; 502 tells whose fault it is |
        | redirects of backends that answer are followed within their own hosts, 10 at most | KrakenD follows them anywhere |
        | a file without `port` serves on 8000; with 8080 it takes `--admin` or `--listen` | 8080 is the admin side's |
        | `/__health` answers `{"status":"ok"}`, other methods of a path 405, other paths 404 | as in KrakenD, without `/__debug` and `/__echo` |
        | parameters go on octet by octet; paths with dot segments are refused | two parsers never read them differently |
        | `User-Agent: halfsilver` where the client's is not let through, else `X-Forwarded-Via: halfsilver` | KrakenD names itself and its version |
        | no `X-KrakenD` field, which names KrakenD's version | this is not KrakenD |
        | request bodies are kept whole up to 64 MiB (`max_payload`), answers that are merged up to 64 MiB each; a shadow may lag 32 MiB behind a body, within the [budget](../settings.md) of all copies | KrakenD has no limit |
        | what closes something (tokens, keys, conditions, schemas, plugins, scripts) stops the file | running without it would open it |

        Backends are found by host names; SRV records (`sd: dns`) are not asked for. Values of earlier answers stand in paths as `{resp0_id}` with
        `sequential`, percent-encoded; without the value the call is not made.
        """;

    /// <summary>The whole page in Markdown.</summary>
    public static string Markdown() => Page.Markdown();

    /// <summary>What the page shows.</summary>
    internal static DialectPage Page { get; } = new("KrakenD", Introduction, [RootKeys.File]);
}
