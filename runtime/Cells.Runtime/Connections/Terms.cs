using Cells.Framing;
using Cells.Schema;

namespace Cells.Connections;

/// <summary>What a client says when the welcome names another schema than its own. Fields only; unknown fields are skipped.</summary>
internal sealed record Terms
{
    private const ushort WantsDocumentField = 1;
    private const ushort NamesCallsField = 2;
    private const ushort CallField = 3;

    /// <summary>The client does not know the server's schema, and wants its document.</summary>
    public bool WantsDocument { get; init; }

    /// <summary>The names of the calls that the client uses; null when it may use every one.</summary>
    public IReadOnlyCollection<string>? UsedCalls { get; init; }

    /// <summary>Appends the frame's body.</summary>
    public void Write(PayloadBuffer output)
    {
        FieldWriter fields = new(output);
        fields.Write(WantsDocumentField, WantsDocument ? 1u : 0u);
        if (UsedCalls is null)
        {
            return;
        }

        fields.Write(NamesCallsField, 1u);
        foreach (string call in UsedCalls)
        {
            fields.Write(CallField, call);
        }
    }

    /// <summary>Reads the frame's body.</summary>
    /// <exception cref="CellProtocolException">It is none.</exception>
    public static Terms Read(ReadOnlySpan<byte> body)
    {
        Terms terms = new();
        bool namesCalls = false;
        List<string> calls = [];
        FieldReader fields = new(body);
        while (fields.MoveNext())
        {
            switch (fields.Id)
            {
                case WantsDocumentField:
                    terms = terms with { WantsDocument = fields.AsNumber() != 0 };
                    break;
                case NamesCallsField:
                    namesCalls = fields.AsNumber() != 0;
                    break;
                case CallField when calls.Count == SchemaDocument.MaxCalls:
                    throw new CellProtocolException($"the client names more than {SchemaDocument.MaxCalls} calls that it uses");
                case CallField:
                    calls.Add(fields.AsText());
                    break;
                default:
                    break;
            }
        }

        return namesCalls ? terms with { UsedCalls = calls } : terms;
    }
}
