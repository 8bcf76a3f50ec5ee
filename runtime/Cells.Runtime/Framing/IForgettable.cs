namespace Cells.Framing;

/// <summary>A body that is lent to user code, which may forget to give it back.</summary>
internal interface IForgettable : IDisposable
{
    /// <summary>What gives it back. Lives as long as anybody has some of the body.</summary>
    object? Keeper { get; set; }

    /// <summary>What was lent is out of reach, though maybe still being read: its room is used again, and whatever else it holds is not let go.</summary>
    void Forget();
}
