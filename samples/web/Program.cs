using System.Text.Json.Serialization;
using Shop.Web;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddCellClients();
builder.Services.AddHealthChecks().AddCellClients();
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<CellProblems>();
// By reflection: the generator of a JsonSerializerContext does not see types that another generator makes.
builder.Services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));

WebApplication app = builder.Build();
app.UseExceptionHandler();
app.MapProducts();
app.MapPrices();
app.MapHealthChecks("/health");
await app.RunAsync();
