using System.Diagnostics;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Preservations.Mapping;

/// <summary>
/// Writes the messages that a request owes, in the words between nations: from the state alone, so that composing the
/// same message twice gives the same body. Null where its content was erased here.
/// </summary>
internal static class Bodies
{
    /// <summary>A message of the requesting side.</summary>
    public static DispatchBody? Of(RequestingPreservation state, OwedMessage message) => message.Kind switch
    {
        MessageKind.Submitted => state.Content.Value is { } content
            ? new DispatchBody
            {
                PreservationSubmitted = new PreservationSubmitted
                {
                    Urgency = (Urgency)state.Urgency,
                    Content = PeerContent.Write(content),
                    FileTime = state.FiledAt.ToProto(),
                    PolicyVersion = state.PolicyVersion,
                },
            }
            : null,
        MessageKind.Reminder => new DispatchBody
        {
            PreservationReminder = new PreservationReminder { DueTime = (state.AcknowledgementExpectedAt ?? message.OwedAt).ToProto() },
        },
        MessageKind.Withdrawn => state.WithdrawalReason?.Value is { } reason
            ? new DispatchBody
            {
                PreservationWithdrawn = new PreservationWithdrawn
                {
                    WithdrawTime = (state.WithdrawnAt ?? message.OwedAt).ToProto(),
                    Reason = reason,
                },
            }
            : null,
        _ => throw new UnreachableException($"The requesting side never owes {message.Kind}."),
    };

    /// <summary>A message of the requested side.</summary>
    public static DispatchBody? Of(RequestedPreservation state, OwedMessage message) => message.Kind switch
    {
        MessageKind.DeskPaged => new DispatchBody
        {
            PreservationDeskPaged = new PreservationDeskPaged
            {
                AlertTime = (state.Paged?.AlertTime ?? message.OwedAt).ToProto(),
                PageTime = (state.Paged?.PageTime ?? message.OwedAt).ToProto(),
                Channel = state.Paged?.Channel ?? "",
            },
        },
        MessageKind.Acknowledged => state.Acknowledgement is { } taken && taken.Note is null or { Value: not null }
            ? new DispatchBody
            {
                PreservationAcknowledged = new PreservationAcknowledged
                {
                    AcknowledgeTime = state.Acknowledgement.At.ToProto(),
                    Role = state.Acknowledgement.Actor.Role,
                    Method = state.Acknowledgement.Actor.Method,
                    LocalReference = state.Acknowledgement.LocalReference,
                    Note = state.Acknowledgement.Note?.Value ?? "",
                },
            }
            : null,
        MessageKind.NotYetAcknowledged => new DispatchBody
        {
            PreservationNotYetAcknowledged = new PreservationNotYetAcknowledged
            {
                DueTime = (state.MissedDueAt ?? message.OwedAt).ToProto(),
                Phone = state.MissedPhone ?? "",
            },
        },
        MessageKind.WithdrawalConfirmed => new DispatchBody
        {
            PreservationWithdrawalConfirmed = new PreservationWithdrawalConfirmed
            {
                ConfirmTime = (state.WithdrawalConfirmedAt ?? message.OwedAt).ToProto(),
                Stage = (state.StageBeforeWithdrawal ?? RequestedStage.Announced).ToString().ToUpperInvariant(),
            },
        },
        _ => throw new UnreachableException($"The requested side never owes {message.Kind}."),
    };
}
