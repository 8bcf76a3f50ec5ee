using Cells.Schema;

namespace Cells.Generators.Tests.Parse;

/// <summary>Interfaces that calls take implementations of.</summary>
public sealed class CallbackReaderTests
{
    private const string Call = "[Call] public ValueTask RunAsync(string file, IProgress progress, IProgress? second = null) => default;";

    [Fact]
    public void Callback_is_a_boolean_parameter_and_an_interface_of_the_schema()
    {
        CellDraft draft = Parsing.Calls(
            Call,
            """
            /// <summary>Hears.</summary>
            [Callback, Renamed("IWatcher"), Obsolete("Soon gone.")]
            public interface IProgress
            {
                Task<Answer?> Review(CancellationToken cancel, [Renamed("x")] Question question, int count = 3);

                /// <summary>Done.</summary>
                [Renamed("End")] ValueTask DoneAsync();
            }
            public sealed record Question(string Text);
            public sealed record Answer(string Text);
            """);

        Assert.True(draft.IsSound, string.Join('\n', Parsing.Problems(draft)));
        CallSchema call = Assert.Single(draft.Model.Schema.Calls);
        Assert.Equal(
            [("file", null, false), ("progress", "Shop.IProgress", false), ("second", "Shop.IProgress", true)],
            call.Parameters.Select(static parameter => (parameter.Name, parameter.Callback, parameter.IsOptionalCallback)));
        Assert.Equal(new DefaultValue(DefaultKind.Boolean, "false"), call.Parameters[2].Default);
        Assert.Null(call.Parameters[1].Default);
        Assert.Equal(new PrimitiveReference(PrimitiveKind.Boolean), call.Parameters[1].Type);

        CallbackSchema callback = Assert.Single(draft.Model.Schema.Callbacks);
        Assert.Equal(("Shop.IProgress", "Soon gone."), (callback.Name, callback.Obsolete!.Message));
        Assert.Equal(["IWatcher"], callback.OldNames);
        Assert.Contains("Hears.", callback.Documentation, StringComparison.Ordinal);
        Assert.Equal(["Done", "Review"], callback.Methods.Select(static method => method.Name));
        Assert.Equal(["End"], callback.Methods[0].OldNames);
        Assert.Equal(["question", "count"], callback.Methods[1].Parameters.Select(static parameter => parameter.Name));
        Assert.All(callback.Methods[1].Parameters, static parameter => Assert.Null(parameter.Default));
        Assert.Equal(["Shop.Answer", "Shop.Question"], draft.Model.Schema.Types.Select(static type => type.Name));
        CallbackModel model = Assert.Single(draft.Model.Callbacks);
        Assert.Equal([(0, "DoneAsync", HandlerReturn.ValueTask), (1, "Review", HandlerReturn.TaskOfT)], model.Methods.Select(static method => (method.CallIndex, method.MethodName, method.Return)));
        Assert.Equal([ArgumentKind.Cancellation, ArgumentKind.Parameter, ArgumentKind.Parameter], model.Methods[1].Arguments.Select(static argument => argument.Kind));
    }

    [Theory]
    [InlineData("interface IProgress { int Step(); }", "CELL1052: IProgress.Step | it returns 'int'")]
    [InlineData("interface IProgress { void Step(); }", "CELL1052: IProgress.Step | it returns 'void'")]
    [InlineData("interface IProgress { IAsyncEnumerable<int> Steps(); }", "CELL1052: IProgress.Steps | it returns")]
    [InlineData("interface IProgress { ValueTask Step(IAsyncEnumerable<int> items); }", "CELL1052: IProgress.Step | parameter 'items'")]
    [InlineData("interface IProgress { ValueTask Step(CallContext context); }", "CELL1052: IProgress.Step | parameter 'context'")]
    [InlineData("interface IProgress { ValueTask Step(IProgress inner); }", "CELL1052: IProgress.Step | parameter 'inner'")]
    [InlineData("interface IProgress { ValueTask Step<T>(); }", "CELL1052: IProgress.Step | it is generic")]
    [InlineData("interface IProgress { ValueTask Step(in int a); }", "CELL1042: IProgress.Step | a | in")]
    [InlineData("interface IProgress { ValueTask Step(object a); }", "CELL1001: IProgress.Step(a)")]
    [InlineData("interface IProgress { ValueTask Step(); ValueTask StepAsync(); }", "CELL1052: IProgress.Step | another method")]
    [InlineData("interface IProgress { ValueTask Step(); ValueTask Step(int a); }", "CELL1052: IProgress.Step | another method")]
    [InlineData("interface IProgress { [Throws<Gone>] ValueTask Step(); }\npublic sealed class Gone() : CellException(CellStatus.NotFound, \"\");", "CELL1052: IProgress.Step | it declares an error")]
    [InlineData("interface IProgress { [Call(ExactlyOnce = true)] ValueTask Step(); }", "CELL1052: IProgress.Step | it is marked [Call]")]
    [InlineData("interface IProgress { int Count { get; } }", "CELL1052: IProgress | 'Count' is no method")]
    [InlineData("interface IProgress { event Action Done; }", "CELL1052: IProgress | 'Done' is no method")]
    [InlineData("interface IProgress { ValueTask Step() => default; }", "CELL1052: IProgress | 'Step' is no method")]
    [InlineData("interface IProgress { static int Zero() => 0; ValueTask Step(); }", "CELL1052: IProgress | 'Zero' is no method")]
    [InlineData("interface IProgress;", "CELL1052: IProgress | it has no methods")]
    [InlineData("interface IProgress : IDisposable { ValueTask Step(); }", "CELL1052: IProgress | it derives from 'IDisposable'")]
    public void Callback_that_is_declared_wrongly_is_reported(string declaration, string problem)
    {
        CellDraft draft = Parsing.Calls(Call, "[Callback] public " + declaration);

        Assert.Contains(Parsing.Problems(draft), found => found.StartsWith(problem, StringComparison.Ordinal));
        Assert.False(draft.IsSound);
    }

    [Theory]
    [InlineData("[Call] public void Run(Outer.IInner a) { }", "public static class Outer { [Callback] public interface IInner { ValueTask Step(); } }", "CELL1052: IInner | it is nested")]
    [InlineData("[Call] public void Run(IGeneric<int> a) { }", "[Callback] public interface IGeneric<T> { ValueTask Step(T a); }", "CELL1052: IGeneric | it is generic")]
    [InlineData("[Call] public void Run(List<IProgress> a) { }", "[Callback] public interface IProgress { ValueTask Step(); }", "CELL1001: Sample.Run(a)[] | IProgress | a callback can only be a parameter of a call")]
    [InlineData("[Call] public IProgress Run() => null!;", "[Callback] public interface IProgress { ValueTask Step(); }", "CELL1001: Sample.Run:result | IProgress")]
    [InlineData("[Call] public void Run(IProgress a) { }", "public interface IProgress { ValueTask Step(); }", "CELL1001: Sample.Run(a) | IProgress")]
    [InlineData("[Event] public partial ValueTask Ran(IProgress a);", "[Callback] public interface IProgress { ValueTask Step(); }", "CELL1050: Sample.Ran | it takes a callback")]
    public void Callback_in_the_wrong_place_is_reported(string member, string types, string problem) =>
        Assert.Contains(Parsing.Problems(Parsing.Calls(member, types)), found => found.StartsWith(problem, StringComparison.Ordinal));
}
