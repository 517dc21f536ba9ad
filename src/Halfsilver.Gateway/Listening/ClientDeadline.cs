using System.IO.Pipelines;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>What a client may not take longer to send. It runs out softly: there may be something to say.</summary>
internal sealed class ClientDeadline(PipeReader input) : Deadline
{
    protected override void Expire() => input.CancelPendingRead();
}
