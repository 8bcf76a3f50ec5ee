using System.Buffers;
using Cells.Framing;
using Cells.Transcoding;
using Cells.Wire;

namespace Cells.Connections;

/// <summary>The body of an error frame. Fields only; unknown fields are skipped.</summary>
internal sealed record ErrorBody(CellStatus Status, string Message)
{
    private const ushort StatusField = 1;
    private const ushort MessageField = 2;
    private const ushort OutcomeField = 3;
    private const ushort ErrorIdField = 4;
    private const ushort NameField = 5;
    private const ushort MembersField = 6;
    private const ushort HopField = 7;
    private const ushort PathField = 8;
    private const ushort DetailField = 9;
    private const int MostHops = 64;

    /// <summary>What is known about the handler.</summary>
    public CallOutcome Outcome { get; init; } = CallOutcome.Executed;

    /// <summary>The id under which the server logged the failure, or null.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The full name of a declared error's type, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The members of a declared error.</summary>
    public ReadOnlyMemory<byte> Members { get; init; }

    /// <summary>Where in the request the value stands that the server's schema has no place for, or null.</summary>
    public string? Path { get; init; }

    /// <summary>What the server's exception was, with its stack trace; null unless the server runs in Development.</summary>
    public string? Detail { get; init; }

    /// <summary>The calls that the error came through, the failing one first.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>Appends the frame's body.</summary>
    public void Write(PayloadBuffer output)
    {
        FieldWriter fields = new(output);
        fields.Write(StatusField, (uint)Status);
        fields.Write(MessageField, Message);
        fields.Write(OutcomeField, (uint)Outcome);
        fields.Write(ErrorIdField, ErrorId);
        if (Name is not null)
        {
            fields.Write(NameField, Name);
            fields.Write(MembersField, Members.Span);
        }

        fields.Write(PathField, Path);
        fields.Write(DetailField, Detail);
        foreach (string hop in Chain.Take(MostHops))
        {
            fields.Write(HopField, hop);
        }
    }

    /// <summary>Appends the frame's body, to an empty buffer or behind metadata; where it is too large for the peer, a short one in the place of everything.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="maxFrame">The largest frame that the peer takes.</param>
    /// <param name="peer">The peer, for people.</param>
    /// <returns>False when only the short one stands there.</returns>
    public bool Write(PayloadBuffer output, int maxFrame, string peer)
    {
        Write(output);
        if (output.Length <= maxFrame)
        {
            return true;
        }

        output.Clear();
        new ErrorBody(Status, $"the error's message and members are over the max_frame of {peer}") { Outcome = Outcome, ErrorId = ErrorId }.Write(output);
        return false;
    }

    /// <summary>Reads the frame's body.</summary>
    /// <exception cref="CellProtocolException">It is no error.</exception>
    public static ErrorBody Read(in ReadOnlySequence<byte> body)
    {
        byte[] bytes = body.ToArray();
        ErrorBody error = new(CellStatus.Internal, "");
        List<string> chain = [];
        FieldReader fields = new(bytes);
        while (fields.MoveNext())
        {
            switch (fields.Id)
            {
                case StatusField:
                    error = error with { Status = ReadStatus(fields.AsNumber()) };
                    break;
                case MessageField:
                    error = error with { Message = fields.AsText() };
                    break;
                case OutcomeField:
                    error = error with { Outcome = ReadOutcome(fields.AsNumber()) };
                    break;
                case ErrorIdField:
                    error = error with { ErrorId = fields.AsText() };
                    break;
                case NameField:
                    error = error with { Name = fields.AsText() };
                    break;
                case MembersField:
                    error = error with { Members = fields.Value.ToArray() };
                    break;
                case PathField:
                    error = error with { Path = fields.AsText() };
                    break;
                case DetailField:
                    error = error with { Detail = fields.AsText() };
                    break;
                case HopField when chain.Count < MostHops:
                    chain.Add(fields.AsText());
                    break;
                default:
                    break;
            }
        }

        return error with { Chain = chain };
    }

    /// <summary>A status from the wire; one that this version does not know is an internal error.</summary>
    public static CellStatus ReadStatus(uint value)
        => value <= int.MaxValue && Enum.IsDefined((CellStatus)value) ? (CellStatus)value : CellStatus.Internal;

    /// <summary>The exception that the caller sees.</summary>
    /// <param name="call">The call as <c>Shop.Catalog.Get</c>.</param>
    /// <param name="errors">Turns declared errors into the contract's exceptions.</param>
    /// <param name="plan">How the call is planned; null when both sides have one schema.</param>
    public CellException ToException(string call, ErrorReader errors, PlannedCall? plan)
    {
        CellException exception = ReadDeclared(errors, plan)
            ?? (Path is null ? new CellException(Status, Message) : new UnmappableValueException(Status, Message, Path));
        exception.Outcome = Outcome;
        exception.ErrorId = ErrorId;
        exception.Call = call;
        exception.Chain = Chain;
        exception.RemoteDetail = Detail;
        return exception;
    }

    private CellException? ReadDeclared(ErrorReader errors, PlannedCall? plan)
    {
        if (Name is null)
        {
            return null;
        }

        string? name = Name;
        Transcoder? rewriting = null;
        if (plan?.Errors is { } planned)
        {
            // An error that only the server declares may have a name that the client knows from another call, in another form.
            (name, rewriting) = planned.TryGetValue(Name, out PlannedError? known) ? (known.Name, known.Members) : default;
        }

        try
        {
            return (name is null ? null : ReadMembers(errors, name, rewriting)) ?? new UntypedCellException(Status, Message, Name, Members);
        }
        catch (CellFormatException e)
        {
            // What the server said matters more than that its members cannot be read.
            return new CellException(Status, $"{Message} (the members of {Name} cannot be read: {e.Message})", e);
        }
    }

    private CellException? ReadMembers(ErrorReader errors, string name, Transcoder? rewriting)
    {
        if (rewriting is null)
        {
            WireReader members = new(Members);
            return errors(name, Status, Message, ref members);
        }

        using PayloadBuffer rewritten = PayloadBuffer.Rent();
        rewriting.Transcode(new ReadOnlySequence<byte>(Members), rewritten);
        WireReader planned = new(rewritten.WrittenSpan);
        return errors(name, Status, Message, ref planned);
    }

    private static CallOutcome ReadOutcome(uint value)
        => value switch
        {
            (uint)CallOutcome.NotExecuted => CallOutcome.NotExecuted,
            (uint)CallOutcome.Executed => CallOutcome.Executed,
            _ => CallOutcome.Unknown,
        };
}
