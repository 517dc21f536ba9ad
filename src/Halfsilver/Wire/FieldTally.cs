namespace Halfsilver.Wire;

/// <summary>Where the fields stand that decide about the message, noted while the lines are read so that none is looked for twice.</summary>
internal struct FieldTally
{
    public int Hosts;
    public int Host;
    public int Lengths;
    public int Length;
    public int Encodings;
    public int Encoding;
    public int Expects;
    public int Expect;
    public int Connections;
    public int Connection;
    public bool Upgrade;

    public void Note(FieldKind kind, int index)
    {
        switch (kind)
        {
            case FieldKind.Host:
                Hosts++;
                Host = index;
                break;
            case FieldKind.ContentLength:
                Lengths++;
                Length = index;
                break;
            case FieldKind.TransferEncoding:
                Encodings++;
                Encoding = index;
                break;
            case FieldKind.Expect:
                Expects++;
                Expect = index;
                break;
            case FieldKind.Connection:
                if (Connections++ == 0)
                {
                    Connection = index;
                }

                break;
            case FieldKind.Upgrade:
                Upgrade = true;
                break;
        }
    }
}
