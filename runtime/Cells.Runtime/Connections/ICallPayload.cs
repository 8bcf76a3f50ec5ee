using Cells.Wire;

namespace Cells.Connections;

/// <summary>The arguments of one call. Generated as a struct per call: the runtime decides when, where and how often to write it.</summary>
public interface ICallPayload
{
    /// <summary>Appends the arguments back to back.</summary>
    void Write(ref WireWriter writer);
}
