using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Tests.Dispatches;

/// <summary>Dispatches from XA to XB.</summary>
internal static class TestDispatches
{
    public static readonly ChainAddress Address = new(TestNetwork.Id, Realm.Operational, "XA", "XB", Lane.Urgent);

    public static DispatchDraft Draft(ChainPlace? place = null, DispatchBody? body = null) => new(
        Guid.CreateVersion7(TestNetwork.Now),
        Purpose.Real,
        Address,
        place ?? new ChainPlace(1, 1, Digest.Zero),
        TestNetwork.Now,
        "PR-XA-2026-000001-A",
        1,
        [],
        DispatchContent.Of((body ?? new DispatchBody { PreservationReminder = new() }).ToByteString()));

    public static WrittenDispatch Write(FoundedNetwork network, DispatchDraft? draft = null) =>
        DispatchWriter.Write(draft ?? Draft(), network.Countries["XA"].Node.SigningKey);
}
