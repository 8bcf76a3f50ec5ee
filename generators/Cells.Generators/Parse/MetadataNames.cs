namespace Cells.Generators;

/// <summary>The full names of the types that a contract is recognised by.</summary>
internal static class MetadataNames
{
    public const string Cell = "Cells.CellAttribute";
    public const string Call = "Cells.CallAttribute";
    public const string Event = "Cells.EventAttribute";
    public const string Callback = "Cells.CallbackAttribute";
    public const string Renamed = "Cells.RenamedAttribute";
    public const string Union = "Cells.UnionAttribute";
    public const string Open = "Cells.OpenAttribute";
    public const string Throws = "Cells.ThrowsAttribute`1";
    public const string CellException = "Cells.CellException";
    public const string CellStatus = "Cells.CellStatus";
    public const string CallContext = "Cells.CallContext";
    public const string CancellationToken = "System.Threading.CancellationToken";
    public const string Task = "System.Threading.Tasks.Task";
    public const string TaskOfT = "System.Threading.Tasks.Task`1";
    public const string ValueTask = "System.Threading.Tasks.ValueTask";
    public const string ValueTaskOfT = "System.Threading.Tasks.ValueTask`1";
    public const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable`1";
    public const string KeyValuePair = "System.Collections.Generic.KeyValuePair`2";
    public const string ValueTuple1 = "System.ValueTuple`1";
    public const string Flags = "System.FlagsAttribute";
    public const string Obsolete = "System.ObsoleteAttribute";
    public const string Experimental = "System.Diagnostics.CodeAnalysis.ExperimentalAttribute";
    public const string StructLayout = "System.Runtime.InteropServices.StructLayoutAttribute";
    public const string InlineArray = "System.Runtime.CompilerServices.InlineArrayAttribute";
    public const string FromKeyedServices = "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute";
    public const string ActivatorUtilitiesConstructor = "Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructorAttribute";
    public const string DataAnnotations = "System.ComponentModel.DataAnnotations";
    public const string ValidationAttribute = "System.ComponentModel.DataAnnotations.ValidationAttribute";
}
