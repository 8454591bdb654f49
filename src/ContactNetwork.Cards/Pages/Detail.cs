namespace ContactNetwork.Cards.Pages;

/// <summary>How much of a sheet a card shows.</summary>
/// <param name="RemarkMin">Remarks that weigh less are left out.</param>
/// <param name="NamesMax">How many further names of a country, authority or unit.</param>
/// <param name="HasNotes">Notes of channels are shown.</param>
/// <param name="LinesMax">The most lines of one name, address or remark.</param>
/// <param name="ContactsMax">How many contact points with their record; the others have a line each.</param>
/// <param name="ReachesMax">How many channels of each.</param>
/// <param name="RowsMax">How many of the others have their line.</param>
internal sealed record Detail(RemarkWeight RemarkMin, int NamesMax, bool HasNotes, int LinesMax, int ContactsMax, int ReachesMax, int RowsMax)
{
    public static Detail Full { get; } = new(RemarkWeight.Background, int.MaxValue, true, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);

    public static Detail WithoutBackground { get; } = Full with { RemarkMin = RemarkWeight.Useful };

    public static Detail Needed { get; } = new(RemarkWeight.Needed, 4, true, 4, int.MaxValue, int.MaxValue, int.MaxValue);

    public static Detail Bare { get; } = new(RemarkWeight.Needed, 1, false, 2, int.MaxValue, int.MaxValue, int.MaxValue);
}
