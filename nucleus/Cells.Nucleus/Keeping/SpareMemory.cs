using Cells.Nucleus.Processes;

namespace Cells.Nucleus.Keeping;

/// <summary>The memory that a start took, and that a nucleus does not need while it waits.</summary>
internal static class SpareMemory
{
    /// <summary>Gives it back to the system: what is garbage, and what the C library keeps of what was freed.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Native.TrimHeap();
    }
}
