namespace Cells.Generators;

/// <summary>Names of members that a generated type has whatever its schema says.</summary>
internal static class ReservedMembers
{
    /// <summary>Members of every object.</summary>
    public static readonly HashSet<string> OfObjects = new(StringComparer.Ordinal)
    {
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize",
    };

    /// <summary>Members of every exception of a cell.</summary>
    public static readonly HashSet<string> OfErrors = new(OfObjects, StringComparer.Ordinal)
    {
        "Status", "Outcome", "ErrorId", "Call", "Chain", "Position", "RemoteDetail", "Message", "Data", "InnerException", "StackTrace", "Source", "HelpLink", "HResult", "TargetSite",
        "GetBaseException", "GetObjectData", "SerializeObjectState",
    };

    /// <summary>What every client declares beside its calls.</summary>
    public static readonly string[] OfClients = ["ConnectAsync", "OpenChannel", "SchemaChanged", "DisposeAsync", "ReadError"];
}
