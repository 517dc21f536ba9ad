using Halfsilver.Teeing;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>How long a body is kept for a copy that may not go yet. Let go of, it never touches the reader again.</summary>
internal sealed class HeldBody(TeeReader reader) : Deadline
{
    private readonly Lock _gate = new();
    private TeeReader? _reader = reader;

    public void LetGo()
    {
        Disarm();
        lock (_gate)
        {
            _reader = null;
        }
    }

    protected override void Expire()
    {
        lock (_gate)
        {
            _reader?.Cut(TeeCut.Held);
        }
    }
}
