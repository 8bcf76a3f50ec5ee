using Cells.Connections;
using Cells.Wire;

namespace Cells.Testing.Fakes;

/// <summary>Arguments that are encoded already.</summary>
internal readonly struct EncodedPayload(byte[] arguments) : ICallPayload
{
    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteBytes(arguments);
}
