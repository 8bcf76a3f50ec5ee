using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>The storefront's cells over HTTP: the programs of the samples as they were built, in directories of the test's own.</summary>
public sealed partial class WebTests(WebTests.WebMesh mesh) : IClassFixture<WebTests.WebMesh>
{
    [Fact]
    public async Task Product_is_what_the_cell_answers()
    {
        JsonElement product = await mesh.Http.GetFromJsonAsync<JsonElement>("/products/GD-00002");

        Assert.Equal("GD-00002", product.GetProperty("sku").GetString());
        Assert.Equal("Garden", product.GetProperty("category").GetString());
        Assert.True(product.GetProperty("price").GetDecimal() > 0);
    }

    [Fact]
    public async Task Search_pages()
    {
        JsonElement page = await mesh.Http.GetFromJsonAsync<JsonElement>("/products?text=a&pageSize=3");

        Assert.Equal(3, page.GetProperty("items").GetArrayLength());
        Assert.True(page.GetProperty("total").GetInt32() > 3);
    }

    [Fact]
    public async Task Price_comes_through_two_cells()
    {
        JsonElement line = await mesh.Http.GetFromJsonAsync<JsonElement>("/prices/GD-00002?country=DE&quantity=2");

        Assert.Equal((41.92m, 7.96m), (line.GetProperty("net").GetDecimal(), line.GetProperty("tax").GetDecimal()));
    }

    [Theory]
    [InlineData("/products/XX-1", HttpStatusCode.NotFound, "NotFound", "Shop.Catalog.Get")]
    [InlineData("/products?pageSize=1000", HttpStatusCode.BadRequest, "InvalidArgument", "Shop.Catalog.Search")]
    [InlineData("/prices/GD-00002?country=XX", HttpStatusCode.UnprocessableEntity, "FailedPrecondition", "Shop.Pricing.Price")]
    public async Task Error_of_a_cell_is_problem_details(string path, HttpStatusCode status, string title, string call)
    {
        using HttpResponseMessage response = await mesh.Http.GetAsync(path);

        await AssertProblemAsync(response, status, title, call);
    }

    [Fact]
    public async Task Reservation_beyond_the_stock_is_a_conflict()
    {
        using HttpResponseMessage created = await mesh.Http.PostAsJsonAsync("/products/GD-00002/reservations", new { quantity = 1 });
        using HttpResponseMessage refused = await mesh.Http.PostAsJsonAsync("/products/GD-00002/reservations", new { quantity = 1_000_000 });

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.StartsWith("/products/GD-00002/reservations/", created.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await AssertProblemAsync(refused, HttpStatusCode.Conflict, "FailedPrecondition", "Shop.Catalog.Reserve");
    }

    [Fact]
    public async Task Health_is_that_of_the_cells_behind()
        => Assert.Equal("Healthy", await mesh.Http.GetStringAsync("/health"));

    [Fact]
    public async Task Cells_that_do_not_run_make_the_service_unavailable()
    {
        await using WebMesh alone = new() { StartsCells = false };
        await alone.InitializeAsync();

        using HttpResponseMessage product = await alone.Http.GetAsync("/products/GD-00002");
        using HttpResponseMessage health = await alone.Http.GetAsync("/health");

        await AssertProblemAsync(product, HttpStatusCode.ServiceUnavailable, "Unavailable", call: null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("Unhealthy", await health.Content.ReadAsStringAsync());
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string title, string? call)
    {
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(((int)status, title), (problem.GetProperty("status").GetInt32(), problem.GetProperty("title").GetString()));
        Assert.Equal(call, call is null ? null : problem.GetProperty("call").GetString());
    }

    /// <summary>Catalog, pricing and the web program, each a process.</summary>
    public sealed partial class WebMesh : IAsyncLifetime, IAsyncDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("cells-").FullName;
        private readonly List<Process> _processes = [];

        internal bool StartsCells { get; init; } = true;

        internal HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

        public async Task InitializeAsync()
        {
            foreach (string cell in new[] { "storefront/catalog", "storefront/pricing", "web" })
            {
                Directory.CreateDirectory(Path.Combine(_root, cell));
                File.Copy(Path.Combine(Repository.Root, "samples", cell, "cell.toml"), Path.Combine(_root, cell, "cell.toml"));
            }

            if (StartsCells)
            {
                File.Copy(Path.Combine(Repository.Storefront, "catalog", "products.csv"), Path.Combine(_root, "storefront", "catalog", "products.csv"));
                await WaitForLineAsync(Start("storefront/catalog", "Catalog"), Listening());
                await WaitForLineAsync(Start("storefront/pricing", "Pricing"), Listening());
            }

            Match address = await WaitForLineAsync(Start("web", "Web", "--urls", "http://127.0.0.1:0"), Address());
            Http.BaseAddress = new Uri(address.Groups[1].Value);
        }

        async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            foreach (Process process in _processes)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
                process.Dispose();
            }

            Directory.Delete(_root, recursive: true);
        }

        private Process Start(string cell, string program, params string[] arguments)
        {
            string assembly = Path.Combine(Repository.Root, "samples", cell, "bin", Repository.Configuration, "net10.0", program + ".dll");
            Process process = Command.Start(
                Path.Combine(_root, cell), new Dictionary<string, string> { ["CELLS_DIRECTORY"] = Path.Combine(_root, cell) }, [assembly, .. arguments]);
            _processes.Add(process);
            // Nobody else reads it, and a full pipe would stop the program.
            _ = process.StandardError.ReadToEndAsync();
            return process;
        }

        private static async Task<Match> WaitForLineAsync(Process process, Regex wanted)
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (wanted.Match(line) is { Success: true } match)
                {
                    _ = process.StandardOutput.ReadToEndAsync();
                    return match;
                }
            }

            throw new InvalidOperationException($"'{process.StartInfo.ArgumentList[0]}' ended without '{wanted}'");
        }

        [GeneratedRegex("Now listening on: (.*)")]
        private static partial Regex Address();

        [GeneratedRegex("cell[.]sock")]
        private static partial Regex Listening();
    }
}
