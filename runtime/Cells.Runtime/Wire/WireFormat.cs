namespace Cells.Wire;

/// <summary>The numbers of the format.</summary>
internal static class WireFormat
{
    /// <summary>In place of an object's member count or a union's tag: null.</summary>
    public const byte NullObject = 255;

    /// <summary>In place of a tag: the tag follows in two bytes.</summary>
    public const byte WideTag = 250;

    /// <summary>The most members of an object.</summary>
    public const int MaximumMembers = 249;

    /// <summary>In place of a length: null.</summary>
    public const int NullLength = -1;

    /// <summary>
    /// Levels of nesting at which the stack is checked: every eighth. The runtime promises 64 KiB at a check; eight levels of codecs need a fraction of it.
    /// </summary>
    public const int StackCheckMask = 7;
}
