using System.Text;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>The server's answer that refuses the connection. Fields only, frozen for ever; unknown fields are skipped.</summary>
/// <param name="Status">Why, in the field's terms.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record Reject(CellStatus Status, string Message)
{
    private const ushort StatusField = 1;
    private const ushort MessageField = 2;
    private const ushort FindingField = 3;

    /// <summary>Findings beyond these say no more, and a reject must fit its frame.</summary>
    private const int MostFindings = 20;

    /// <summary>What makes the two schemas incompatible; empty when they are not the reason.</summary>
    public IReadOnlyList<RefusalFinding> Findings { get; init; } = [];

    /// <summary>The refusal of a client whose schema is another one.</summary>
    /// <param name="hello">What the client said.</param>
    /// <param name="welcome">What the server answered.</param>
    /// <param name="findings">Why a call that the client uses has no plan.</param>
    public static Reject Incompatible(Hello hello, Welcome welcome, IReadOnlyList<RefusalFinding> findings)
    {
        string contract = hello.Contract == welcome.Contract ? "" : $" of {hello.Contract}";
        return new Reject(
            CellStatus.Incompatible,
            $"'{welcome.ServerName}' {welcome.ServerVersion} serves {welcome.Contract} with the schema {Short(welcome.Fingerprint)}, and '{hello.ClientName}' {hello.ClientVersion} "
            + $"was built against {Short(hello.Fingerprint)}{contract}: rebuild '{hello.ClientName}' while this '{welcome.ServerName}' runs")
        {
            Findings = findings,
        };
    }

    /// <summary>Appends the frame's body.</summary>
    public void Write(PayloadBuffer output)
    {
        FieldWriter fields = new(output);
        fields.Write(StatusField, (uint)Status);
        fields.Write(MessageField, Message + MoreFindings(Findings.Count));
        using PayloadBuffer finding = PayloadBuffer.Rent();
        foreach (RefusalFinding each in Findings.Take(MostFindings))
        {
            finding.Clear();
            each.Write(finding);
            fields.Write(FindingField, finding.WrittenSpan);
        }
    }

    /// <summary>Reads the frame's body.</summary>
    /// <exception cref="CellProtocolException">It is no reject.</exception>
    public static Reject Read(ReadOnlySpan<byte> body)
    {
        Reject reject = new(CellStatus.Unavailable, "the server refused the connection");
        List<RefusalFinding> findings = [];
        FieldReader fields = new(body);
        while (fields.MoveNext())
        {
            switch (fields.Id)
            {
                case StatusField:
                    reject = reject with { Status = ErrorBody.ReadStatus(fields.AsNumber()) };
                    break;
                case MessageField:
                    reject = reject with { Message = fields.AsText() };
                    break;
                case FindingField when findings.Count < MostFindings:
                    findings.Add(RefusalFinding.Read(fields.Value));
                    break;
                default:
                    break;
            }
        }

        return reject with { Findings = findings };
    }

    /// <summary>The refusal as the caller sees it, a finding a line. No call ran.</summary>
    public CellException ToException()
    {
        StringBuilder message = new(Message);
        message.Append(MoreFindings(Findings.Count));
        foreach (RefusalFinding finding in Findings.Take(MostFindings))
        {
            message.Append("\n  ").Append(finding);
        }

        return new CellException(Status, message.ToString()) { Outcome = CallOutcome.NotExecuted };
    }

    private static string MoreFindings(int count) => count > MostFindings ? $" ({count} findings, of which these are the first {MostFindings})" : "";

    private static string Short(string fingerprint)
    {
        const int Digits = 12;
        return fingerprint.Length > Digits ? fingerprint[..Digits] : fingerprint;
    }
}
