namespace Cells.Testing.Fakes;

/// <summary>The calls that an answer is for.</summary>
/// <param name="Fake">Who answers.</param>
/// <param name="Index">The call's number.</param>
/// <param name="Request">The arguments, as they are encoded; null for any.</param>
internal sealed record AnswerSlot(FakeDispatcher Fake, int Index, byte[]? Request)
{
    /// <summary>Answers with what <paramref name="give"/> gives or throws.</summary>
    public void Fill(Func<FakeCall, byte[]> give)
    {
        ArgumentNullException.ThrowIfNull(give);
        Fake.Add(new PreparedAnswer(Index, Request, give));
    }

    /// <summary>Fails the call.</summary>
    public void Fail(CellException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Fill(_ => throw error);
    }
}

/// <summary>What calls are answered with.</summary>
/// <param name="Index">The call's number.</param>
/// <param name="Request">The arguments, as they are encoded; null for any.</param>
/// <param name="Give">Gives the encoded result, or throws the error.</param>
internal sealed record PreparedAnswer(int Index, byte[]? Request, Func<FakeCall, byte[]> Give);
