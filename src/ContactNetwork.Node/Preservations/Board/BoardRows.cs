using System.Globalization;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations.Mapping;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Preservations.Board;

/// <summary>Makes the board's rows from the states of both sides. A row holds no case content.</summary>
internal sealed class BoardRows(NodeIdentity node, IPeerBook peers)
{
    /// <summary>The row of a request that this country filed.</summary>
    public BoardRow Of(RequestingPreservation state, long version, DateTimeOffset now)
    {
        var trouble = TroubleOf(state);
        var (dueTime, dueStep) = DueOf((state.ReceiptDueAt, "receipt by the other node"), (state.AcknowledgementDueAt, "a person of the other desk"));
        return new BoardRow
        {
            Name = node.Name(PreservationName.Collection, state.Id),
            Reference = state.Reference,
            Version = version,
            Side = Side.Requesting,
            PeerCountry = state.RequestedCountry,
            Urgency = (V1.Urgency)state.Urgency,
            Purpose = (V1.Purpose)state.Purpose,
            Stage = StageOf(state.Stage),
            FileTime = state.FiledAt.ToProto(),
            DeliverTime = state.Receipt?.ReceiptTime.ToProto(),
            PageTime = state.PeerPagedAt.ToProto(),
            AcknowledgeTime = state.PeerAcknowledgedAt.ToProto(),
            WithdrawTime = state.WithdrawnAt.ToProto(),
            DueTime = dueTime.ToProto(),
            DueStep = dueStep,
            Trouble = trouble,
            CallPhone = trouble.Length == 0 ? "" : state.CallPhone is { Length: > 0 } told ? told : peers.DeskPhone(state.RequestedCountry) ?? "",
            UpdateTime = now.ToProto(),
        };
    }

    /// <summary>The row of a request that this country received.</summary>
    public BoardRow Of(RequestedPreservation state, long version, DateTimeOffset now)
    {
        var trouble = TroubleOf(state);
        var (dueTime, dueStep) = DueOf((state.PredecessorDueAt, "the request itself"), (state.AcknowledgementDueAt, "a person of this desk"));
        return new BoardRow
        {
            Name = node.Name(PreservationName.Collection, state.Id),
            Reference = state.Reference,
            Version = version,
            Side = Side.Requested,
            PeerCountry = state.OriginCountry,
            Urgency = (V1.Urgency)state.Urgency,
            Purpose = (V1.Purpose)state.Purpose,
            Stage = StageOf(state.Stage),
            FileTime = state.FiledAt.ToProto(),
            DeliverTime = state.ReceivedAt.ToProto(),
            PageTime = state.Paged?.PageTime.ToProto(),
            AcknowledgeTime = state.Acknowledgement?.At.ToProto(),
            WithdrawTime = state.WithdrawnAt.ToProto(),
            DueTime = dueTime.ToProto(),
            DueStep = dueStep,
            Trouble = trouble,
            CallPhone = trouble.Length == 0 ? "" : peers.DeskPhone(state.OriginCountry) ?? "",
            UpdateTime = now.ToProto(),
        };
    }

    private static PreservationStage StageOf(RequestingStage stage) => stage switch
    {
        RequestingStage.Released => PreservationStage.Released,
        RequestingStage.Returned => PreservationStage.Returned,
        RequestingStage.Delivered => PreservationStage.Delivered,
        RequestingStage.Acknowledged => PreservationStage.Acknowledged,
        RequestingStage.Withdrawn => PreservationStage.Withdrawn,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "The stages are closed."),
    };

    /// <summary>An announced request is received as far as people are concerned; its trouble says that it is incomplete.</summary>
    private static PreservationStage StageOf(RequestedStage stage) => stage switch
    {
        RequestedStage.Announced or RequestedStage.Received => PreservationStage.Received,
        RequestedStage.Acknowledged => PreservationStage.Acknowledged,
        RequestedStage.Withdrawn => PreservationStage.Withdrawn,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "The stages are closed."),
    };

    private static (DateTimeOffset? Time, string Step) DueOf(params ReadOnlySpan<(DateTimeOffset? At, string Step)> waits)
    {
        (DateTimeOffset? Time, string Step) next = (null, "");
        foreach (var (at, step) in waits)
        {
            if (at is not null && (next.Time is null || at < next.Time))
                next = (at, step);
        }

        return next;
    }

    private static string TroubleOf(RequestingPreservation state)
    {
        if (Words(state.Trouble) is { Length: > 0 } answer)
            return answer;
        if (state.ReceiptOverdueCount > 0)
            return string.Create(CultureInfo.InvariantCulture, $"no receipt in time ({state.ReceiptOverdueCount}); call the other desk");
        if (state.Stage >= RequestingStage.Acknowledged)
            return "";
        if (state.CallPhone is not null)
            return "the other desk says that nobody has taken it; call it";
        return state.AcknowledgementOverdueCount > 0
            ? string.Create(CultureInfo.InvariantCulture, $"nobody there took it in time ({state.AcknowledgementOverdueCount}); call the other desk")
            : "";
    }

    private static string TroubleOf(RequestedPreservation state)
    {
        if (Words(state.Trouble) is { Length: > 0 } answer)
            return answer;
        if (state.Stage == RequestedStage.Announced)
            return "a message about it came, the request itself is missing";
        return state is { Stage: RequestedStage.Received, MissedCount: > 0 }
            ? string.Create(CultureInfo.InvariantCulture, $"nobody here took it in time ({state.MissedCount})")
            : "";
    }

    private static string Words(ReturnOutcome? outcome) => outcome switch
    {
        null => "",
        ReturnOutcome.Refused => "the other node refused a message; call its desk",
        ReturnOutcome.NotUnderstood => "the other node did not understand a message; call its desk",
        ReturnOutcome.StoredUnprocessed => "the other node stored a message and could not process it yet; its desk was alerted",
        ReturnOutcome.Erased => "the content was erased before it could be delivered",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "The outcomes are closed."),
    };
}
