namespace Cells.Generators.Tests.Parse;

/// <summary>What can be delivered exactly once.</summary>
public sealed class ExactlyOnceTests
{
    [Theory]
    [InlineData("IAsyncEnumerable<int> Run() => throw null!;")]
    [InlineData("void Run(IAsyncEnumerable<int> items) { }")]
    [InlineData("IAsyncEnumerable<int> Run(IAsyncEnumerable<int> items) => items;")]
    public void Stream_that_is_declared_exactly_once_is_reported(string method)
    {
        CellDraft draft = Parsing.Calls($"[Call(ExactlyOnce = true)] public {method}");

        Assert.Equal(["CELL1049: Sample.Run"], Parsing.Problems(draft));
        Assert.False(draft.IsSound);
    }

    [Theory]
    [InlineData("[Call(ExactlyOnce = false)] public IAsyncEnumerable<int> Run() => throw null!;")]
    [InlineData("[Call(ExactlyOnce = true)] public int Run(List<int> items) => items.Count;")]
    [InlineData("[Call(ExactlyOnce = true)] public void Run(IProgress progress) { }")]
    public void Call_that_may_be_delivered_exactly_once_is_sound(string call)
        => Assert.Empty(Parsing.Problems(Parsing.Calls(call, "[Callback] public interface IProgress { ValueTask Step(); }")));
}
