using Microsoft.CodeAnalysis;

namespace Cells.Build.Tests;

/// <summary>Programs that use <see cref="RichCatalog"/>.</summary>
internal static class Consumers
{
    /// <summary>What a program uses whose class has <paramref name="members"/>, without calls and arguments: the same, optimized or not.</summary>
    public static string Uses(string members)
    {
        string debug = Uses(members, OptimizationLevel.Debug);
        Assert.Equal(debug, Uses(members, OptimizationLevel.Release));
        return debug;
    }

    public static string Program(string members) => $$"""
        #nullable enable
        #pragma warning disable
        using System;
        using System.Collections;
        using System.Collections.Generic;
        using System.Linq;
        using System.Linq.Expressions;
        using System.Threading;
        using System.Threading.Tasks;
        using Shop;

        internal static partial class Program
        {
            {{members}}
            private static void Main() { }
        }
        """;

    private static string Uses(string members, OptimizationLevel optimization)
    {
        // A program that makes no call at all uses nothing.
        using CompiledConsumer consumer = new(Program(members + " static void Call(ICatalog c) => c.Locate();"), schema: RichCatalog.Schema, optimization: optimization);
        return string.Join(' ', Assert.Single(consumer.ReadUsage().Dependencies).Uses
            .Select(static use => use.Entry)
            .Where(static entry => !entry.StartsWith("call:", StringComparison.Ordinal) && !entry.StartsWith("arg:", StringComparison.Ordinal)));
    }
}
