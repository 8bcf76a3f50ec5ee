using Cells;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Web;

/// <summary>Answers with problem details (RFC 9457) where a call of a cell failed.</summary>
internal sealed class CellProblems(IProblemDetailsService problems) : IExceptionHandler
{
    /// <inheritdoc/>
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not CellException error)
        {
            return new(false);
        }

        int status = StatusOf(error);
        httpContext.Response.StatusCode = status;
        ProblemDetails details = new()
        {
            Status = status,
            Title = error.Status.ToString(),
            // What went wrong inside is for the log, under the id.
            Detail = status >= StatusCodes.Status500InternalServerError ? null : error.Message,
            Extensions = { ["call"] = error.Call, ["outcome"] = error.Outcome.ToString() },
        };
        if (error.ErrorId is not null)
        {
            details.Extensions["errorId"] = error.ErrorId;
        }

        return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, Exception = exception, ProblemDetails = details });
    }

    /// <summary>The declared errors have a status of their own; every other failure has that of its kind.</summary>
    private static int StatusOf(CellException error) => error switch
    {
        OutOfStock => StatusCodes.Status409Conflict,
        NotSold => StatusCodes.Status422UnprocessableEntity,
        _ => error.Status switch
        {
            CellStatus.InvalidArgument or CellStatus.OutOfRange => StatusCodes.Status400BadRequest,
            CellStatus.Unauthenticated => StatusCodes.Status401Unauthorized,
            CellStatus.PermissionDenied => StatusCodes.Status403Forbidden,
            CellStatus.NotFound => StatusCodes.Status404NotFound,
            CellStatus.AlreadyExists or CellStatus.Aborted => StatusCodes.Status409Conflict,
            CellStatus.FailedPrecondition => StatusCodes.Status412PreconditionFailed,
            CellStatus.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            CellStatus.Cancelled => StatusCodes.Status499ClientClosedRequest,
            CellStatus.Unimplemented => StatusCodes.Status501NotImplemented,
            CellStatus.Unavailable or CellStatus.Incompatible => StatusCodes.Status503ServiceUnavailable,
            CellStatus.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status500InternalServerError,
        },
    };
}
