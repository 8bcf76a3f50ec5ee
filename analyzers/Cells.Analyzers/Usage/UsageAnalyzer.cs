using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>Holds the use of generated clients, and handlers, to the rules of usage. Each rule is a file of its own.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UsageAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => UsageDiagnostics.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ClientSymbols.Find(start.Compilation) is not { } clients)
            {
                return;
            }

            start.RegisterOperationAction(action => Check(action, clients), OperationKind.Invocation);
            start.RegisterOperationAction(action => HandlerBlocksRule.Check(action, (IPropertyReferenceOperation)action.Operation, clients), OperationKind.PropertyReference);
            start.RegisterOperationAction(action => ClientLifetimeRule.Check(action, (IObjectCreationOperation)action.Operation, clients), OperationKind.ObjectCreation);
        });
    }

    private static void Check(OperationAnalysisContext context, ClientSymbols clients)
    {
        IInvocationOperation invocation = (IInvocationOperation)context.Operation;
        if (clients.IsCall(invocation.TargetMethod))
        {
            TokenNotPassedRule.Check(context, invocation);
            if (clients.IsAwaitableCall(invocation.TargetMethod))
            {
                BlockingWaitRule.Check(context, invocation);
                NotAwaitedRule.Check(context, invocation);
                AwaitedTwiceRule.Check(context, invocation);
            }
            else if (clients.IsBlockingCall(invocation.TargetMethod))
            {
                BlockingCallInAsyncRule.Check(context, invocation);
            }
        }
        else if (clients.IsConnect(invocation.TargetMethod))
        {
            ClientLifetimeRule.Check(context, invocation, clients);
        }

        HandlerBlocksRule.Check(context, invocation, clients);
        StreamNotEnumeratedRule.Check(context, invocation, clients);
    }
}
