namespace Cells.Framing;

/// <summary>Where large bodies can be written so that they need not be copied to be sent.</summary>
internal interface IBodyStore
{
    /// <summary>The bytes from which a body is large.</summary>
    int StoredFrom { get; }

    /// <summary>Room for a body of <paramref name="size"/> bytes, or more; null when there is none now. Until it is disposed nobody else gets any.</summary>
    BodyRoom? TryReserve(int size);
}

/// <summary>Room for one body. Dispose it once, when the body is sent or given up.</summary>
internal abstract class BodyRoom : IDisposable
{
    /// <summary>The bytes; not after <see cref="Dispose"/>.</summary>
    public abstract Span<byte> Span { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}
