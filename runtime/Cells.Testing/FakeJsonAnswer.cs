using System.Text.Json;
using Cells.Binding;
using Cells.Schema;
using Cells.Testing.Fakes;
using Cells.Wire;

namespace Cells.Testing;

/// <summary>The answer to a call, as JSON.</summary>
public sealed class FakeJsonAnswer
{
    private readonly AnswerSlot _slot;

    internal FakeJsonAnswer(AnswerSlot slot) => _slot = slot;

    /// <summary>Answers with a result.</summary>
    /// <param name="result">The result's JSON; <c>null</c> for a call that answers with nothing.</param>
    /// <exception cref="JsonBindingException">It is no result of the call.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public void Return(string result)
    {
        byte[] response = Encode(result);
        _slot.Fill(_ => response);
    }

    /// <summary>Answers with what <paramref name="answer"/> makes of each call.</summary>
    /// <param name="answer">Gives the result's JSON, or throws the error. One that is no result of the call fails that call with <see cref="CellStatus.Internal"/>.</param>
    public void Return(Func<FakeCall, string> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _slot.Fill(call => Encode(answer(call)));
    }

    /// <summary>Fails the call. An error that the contract declares arrives as that type, with its members.</summary>
    public void Fail(CellException error) => _slot.Fail(error);

    private byte[] Encode(string json)
    {
        CallSchema call = _slot.Fake.Schema.Calls[_slot.Index];
        using JsonDocument document = JsonDocument.Parse(json);
        if (call.Result is null)
        {
            return document.RootElement.ValueKind == JsonValueKind.Null
                ? []
                : throw new JsonBindingException("$", $"{call.Name} answers with nothing: null expected");
        }

        System.Buffers.ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        _slot.Fake.Binder.WriteValue(call.Result, document.RootElement, ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
