namespace Halfsilver.Wire;

/// <summary>What can be ended from any thread, any number of times.</summary>
internal interface IClosable
{
    /// <summary>Ends it; whoever waits for it goes on.</summary>
    void Close();
}
