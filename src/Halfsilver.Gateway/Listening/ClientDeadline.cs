using System.IO.Pipelines;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Gateway.Listening;

/// <summary>What a client may not take longer for. Reading times out softly (there may be something to say), writing does not.</summary>
internal sealed class ClientDeadline(ConnectionContext connection, PipeReader input) : Deadline
{
    /// <summary>Whether the client is being written to, rather than read from.</summary>
    public bool Writing { get; set; }

    protected override void Expire()
    {
        if (Writing)
        {
            connection.Abort(new ConnectionAbortedException("The client takes no bytes."));
        }
        else
        {
            input.CancelPendingRead();
        }
    }
}
