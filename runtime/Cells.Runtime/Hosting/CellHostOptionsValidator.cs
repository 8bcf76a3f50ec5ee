using Cells.Connections;
using Cells.Directories;
using Cells.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cells.Hosting;

/// <summary>Finds at a host's start what would fail its first call: no readable <c>cell.toml</c>, or one that does not name a dependency that was built against.</summary>
internal sealed class CellHostOptionsValidator(IEnumerable<CellClientRegistration> clients, IServiceProvider services) : IValidateOptions<CellHostOptions>
{
    /// <summary>Checks the options of the host that <paramref name="services"/> are for, when it starts.</summary>
    public static void Add(IServiceCollection services)
    {
        if (!services.Any(static service => !service.IsKeyedService && service.ImplementationType == typeof(CellHostOptionsValidator)))
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CellHostOptions>, CellHostOptionsValidator>());
            services.AddOptions<CellHostOptions>().ValidateOnStart();
        }
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CellHostOptions options)
    {
        if (services.GetService<IDependencyConnector>() is not null)
        {
            return ValidateOptionsResult.Skip;
        }

        try
        {
            // A program that was started for a cell has its directory already.
            CellManifest manifest = services.GetService<CellHold>()?.Manifest
                ?? (options.Directory is { } directory ? CellDirectory.At(directory) : CellDirectory.Find()).ReadManifest();
            string[] missing = [.. clients.Select(static client => client.Alias).Where(alias => !manifest.Dependencies.Any(dependency => dependency.Alias == alias))];
            return missing.Length == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"cell.toml: [deps] names no {string.Join(", ", missing.Select(static alias => $"'{alias}'"))}, which the program was built against");
        }
        catch (CellException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
