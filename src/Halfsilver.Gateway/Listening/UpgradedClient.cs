using System.Buffers;
using System.IO.Pipelines;
using Halfsilver.Journey;

namespace Halfsilver.Gateway.Listening;

/// <summary>The reading side of an upgraded client, which is a pipe whatever it speaks.</summary>
internal abstract class UpgradedClient(PipeReader input) : ClientStream
{
    private ReadOnlySequence<byte> _read;

    public override async ValueTask<ReadOnlySequence<byte>?> ReadAsync()
    {
        try
        {
            var read = await input.ReadAsync();
            _read = read.Buffer;

            // Nobody cancels a read but who wants the end of it.
            return read.IsCanceled ? null : _read;
        }
        catch (Exception e) when (ClientEnd.Is(e))
        {
            return null;
        }
    }

    public override void Release() => input.AdvanceTo(_read.End);

    protected void CancelRead() => input.CancelPendingRead();
}
