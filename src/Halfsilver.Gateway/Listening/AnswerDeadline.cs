using Halfsilver.Wire;
using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// How long a client may take no byte of its answer; then it has gone without saying so. Apart from what it may take to send: both can go on
/// at once.
/// </summary>
internal sealed class AnswerDeadline(ConnectionContext connection) : Deadline
{
    protected override void Expire() => connection.Abort(new ConnectionAbortedException("The client takes no bytes."));
}
