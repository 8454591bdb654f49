using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ContactNetwork.Identity.Store;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model without a database and without starting the host.</summary>
internal sealed class IdentityStoreDesign : IDesignTimeDbContextFactory<IdentityStore>
{
    public IdentityStore CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<IdentityStore>();
        IdentityStore.Configure(builder, "Host=design-time-only");
        return new IdentityStore(builder.Options);
    }
}
