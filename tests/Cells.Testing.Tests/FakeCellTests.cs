extern alias catalog;

using Cells.Binding;
using Shop;

namespace Cells.Testing.Tests;

/// <summary>Cells that answer as the test says.</summary>
public class FakeCellTests
{
    [Fact]
    public async Task Typed_answer_reaches_the_cell_under_test_and_the_call_is_kept()
    {
        await using TestMesh mesh = new();
        mesh.AddPricing();
        FakeCell<ICatalog> catalog = mesh.AddFakeCatalog();
        catalog.On(static c => c.GetAsync("TL-1")).Return(Storefront.Hammer with { Price = 10m });

        PricedLine line = await mesh.Connect<IPricing>().PriceAsync("TL-1", 1, "DE");

        Assert.Equal(10m, line.Net);
        Assert.Equal([new FakeCall("Get", """{"sku":"TL-1"}""")], catalog.Calls);
    }

    [Fact]
    public async Task Declared_error_arrives_as_its_type_with_its_members()
    {
        await using TestMesh mesh = new();
        mesh.AddPricing();
        mesh.AddFakeCatalog().On(static c => c.GetAsync("TL-9")).Fail(new catalog::Shop.ProductNotFound("TL-9"));

        NotSold error = await Assert.ThrowsAsync<NotSold>(async () => await mesh.Connect<IPricing>().PriceAsync("TL-9", 1, "DE"));

        Assert.Equal("'TL-9' is not in the catalog", error.Reason);
    }

    [Fact]
    public async Task Status_is_the_callers_error()
    {
        await using TestMesh mesh = new();
        mesh.AddFakeCatalog().On(static c => c.GetAsync("TL-1")).Fail(new CellException(CellStatus.PermissionDenied, "not you"));

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await mesh.Connect<ICatalog>().GetAsync("TL-1"));

        Assert.Equal((CellStatus.PermissionDenied, "not you"), (error.Status, error.Message));
    }

    [Fact]
    public async Task Call_without_an_answer_says_which()
    {
        await using TestMesh mesh = new();
        mesh.AddFakeCatalog().On(static c => c.GetAsync("TL-1")).Return(Storefront.Hammer);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await mesh.Connect<ICatalog>().GetAsync("TL-2"));

        Assert.Equal(CellStatus.Unimplemented, error.Status);
        Assert.Contains("""no answer to Get {"sku":"TL-2"}""", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_given_last_counts_and_may_depend_on_the_call()
    {
        await using TestMesh mesh = new();
        FakeCell<ICatalog> catalog = mesh.AddFakeCatalog();
        catalog.On(static c => c.GetAsync("")).WithAnyArguments().Return(static call => Storefront.Hammer with { Name = call.Arguments });
        catalog.On(static c => c.GetAsync("TL-1")).Return(Storefront.Hammer);
        ICatalog client = mesh.Connect<ICatalog>();

        Assert.Equal(Storefront.Hammer, await client.GetAsync("TL-1"));
        Assert.Equal("""{"sku":"TL-2"}""", (await client.GetAsync("TL-2")).Name);
    }

    [Fact]
    public async Task Json_answers_are_bound_by_the_schema()
    {
        await using TestMesh mesh = new();
        FakeCell catalog = mesh.AddFake("catalog", CatalogContract.Contract.Schema);
        catalog.On("GetAsync").Return("""{"Sku":"TL-1","Name":"Any","Category":"Food","Price":"1.5","Stock":1}""");
        catalog.On("Get", """{"sku":"TL-2"}""").Return(static call => """{"Sku":"TL-2","Name":"Second","Category":"Toys","Price":"2.5","Stock":2}""");
        ICatalog client = mesh.Connect<ICatalog>();

        Assert.Equal(new Product("TL-1", "Any", Category.Food, 1.5m, 1), await client.GetAsync("TL-1"));
        Assert.Equal("Second", (await client.GetAsync("TL-2")).Name);
    }

    [Fact]
    public async Task Json_that_the_contract_does_not_take_is_refused_where_it_is_given()
    {
        await using TestMesh mesh = new();
        FakeCell catalog = mesh.AddFake("catalog", CatalogContract.Contract.Schema);

        Assert.Throws<JsonBindingException>(() => catalog.On("Get").Return("""{"Sku":"TL-1"}"""));
        Assert.Throws<JsonBindingException>(() => catalog.On("Get", """{"id":"TL-1"}"""));
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => catalog.On("Fetch"));
        Assert.Contains("has no call 'Fetch'; it has: Get, Reserve, Search", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => mesh.AddFake("other", "{}"));
    }

    [Fact]
    public async Task Code_that_makes_no_call_is_no_answer()
    {
        await using TestMesh mesh = new();
        FakeCell<ICatalog> catalog = mesh.AddFakeCatalog();

        Assert.Throws<ArgumentException>(() => catalog.On(static c => ValueTask.CompletedTask));
    }
}
