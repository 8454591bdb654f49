using System.Collections.Immutable;

namespace ContactNetwork.Federation.Sheets;

/// <summary>What became of sheets that were offered.</summary>
public abstract record SheetVerdict
{
    private SheetVerdict()
    {
    }

    /// <summary>They follow what is held and are proven.</summary>
    /// <param name="Added">The new versions, oldest first.</param>
    public sealed record Accepted(ImmutableArray<ReadSheet> Added) : SheetVerdict;

    /// <summary>All of them are held already.</summary>
    public sealed record Known : SheetVerdict;

    /// <summary>Versions are missing before the first: ask for them.</summary>
    public sealed record Gap : SheetVerdict;

    /// <summary>
    /// The newest is signed only by a key that its country has put out of use since: an old copy, as a third country hands
    /// it on. Nothing changes and nothing is wrong: its country itself gives it under a key of today.
    /// </summary>
    /// <param name="Newest">The newest one offered.</param>
    public sealed record Outdated(ReadSheet Newest) : SheetVerdict
    {
        /// <summary>The same where only its country itself may hand it over, and has not signed it anew.</summary>
        public Refused AsRefused() => new(
            SheetFault.Signature, $"Sheet {Newest.Version} of {Newest.Country} is signed only by a key that was put out of use.", Newest);
    }

    /// <summary>One is refused, and nothing changes.</summary>
    /// <param name="Fault">The kind of reason.</param>
    /// <param name="Detail">A sentence for an operator.</param>
    /// <param name="Offered">The sheet in question; null where it can't be read.</param>
    public sealed record Refused(SheetFault Fault, string Detail, ReadSheet? Offered) : SheetVerdict;
}

/// <summary>Why a sheet is refused.</summary>
public enum SheetFault
{
    /// <summary>It breaks a rule of its form, or is of another kind, network or realm.</summary>
    Malformed = 1,

    /// <summary>Its country is no member.</summary>
    MemberUnknown = 2,

    /// <summary>No key of its country's node signed it.</summary>
    Signature = 3,

    /// <summary>Another country's key signed it: only the owner may change a sheet.</summary>
    ForeignSignature = 4,

    /// <summary>It changes channels or keys without two different directory keys.</summary>
    DirectorySignatures = 5,

    /// <summary>A second, rightly signed history: another sheet of a version that is held, or one that follows another.</summary>
    Fork = 6,
}
