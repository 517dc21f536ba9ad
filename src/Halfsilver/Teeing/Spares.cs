namespace Halfsilver.Teeing;

/// <summary>Objects that wait for their next use. Bounded: what does not fit is left to the collector.</summary>
internal sealed class Spares<T>(int capacity) where T : class
{
    private readonly Lock _gate = new();
    private readonly T?[] _items = new T?[capacity];
    private int _count;

    public T? Take()
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                return null;
            }

            var item = _items[--_count];
            _items[_count] = null;
            return item;
        }
    }

    public void Put(T item)
    {
        lock (_gate)
        {
            if (_count < _items.Length)
            {
                _items[_count++] = item;
            }
        }
    }
}
