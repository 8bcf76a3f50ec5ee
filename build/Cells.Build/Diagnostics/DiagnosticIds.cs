namespace Cells.Build;

/// <summary>What the build reports: its tasks, its targets and, for <see cref="BuildMissing"/>, an analyzer. An id is a contract: never reused, never given another meaning. One page each in docs/rules.</summary>
internal static class DiagnosticIds
{
    public const string DependencyNotFound = "CELL9001";
    public const string CellNotRunning = "CELL9002";
    public const string DependencyCycle = "CELL9003";
    public const string SnapshotOutdated = "CELL9004";
    public const string SnapshotRefreshed = "CELL9005";
    public const string RunningCellOutdated = "CELL9006";
    public const string NoVersionSatisfies = "CELL9007";
    public const string SchemaUnreadable = "CELL9008";
    public const string CannotWrite = "CELL9009";
    public const string SeveralProjectFiles = "CELL9010";
    public const string SeveralContracts = "CELL9011";
    public const string UnknownSource = "CELL9012";
    public const string NothingExported = "CELL9013";
    public const string CannotRead = "CELL9014";
    public const string HistoryMismatch = "CELL9015";
    public const string UsageUnreadable = "CELL9016";
    public const string SdkTooOld = "CELL9017";
    public const string PackageIncomplete = "CELL9018";
    public const string BuildMissing = "CELL9019";
    public const string TestingMismatch = "CELL9020";
}
