namespace ContactNetwork.Domain;

/// <summary>Refusals that several deciders share.</summary>
internal static class CommonRefusals
{
    /// <summary>Tells whether a person acts; programs, timers and peers may not do what is kept for people.</summary>
    public static bool IsHuman(this Stamp stamp) => stamp.Actor is { Kind: ActorKind.Person, PersonId: not null };

    /// <summary>The act is kept for people.</summary>
    public static Refusal HumanAct(string act) => Refusal.Of(
        RefusalKind.NotAllowed,
        RefusalReasons.HumanAct,
        $"Only a person can {act}; log in as one.");

    /// <summary>The stage doesn't allow it.</summary>
    public static Refusal NotInThisStage(string act, string stage) => Refusal.Of(
        RefusalKind.WrongStage,
        RefusalReasons.NotInThisStage,
        $"Can't {act} in stage {stage}; read it again.").With("stage", stage);

    /// <summary>An operational node's command met an exercise's stream, or the other way round.</summary>
    public static Refusal WrongRealm() => Refusal.Of(
        RefusalKind.WrongStage,
        RefusalReasons.WrongRealm,
        "This belongs to another realm; use the node of that realm.");
}
