package io.twinproxy.controller.act.aws.call;

import io.twinproxy.controller.act.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The one table from what the SDK throws to what it means for a move. Codes only: AWS changes its message texts, and
 * two causes may share one, so a message is at most shown to a person, never matched.
 *
 * <p>Codes are those of the EC2 API error reference and of the ELBv2 API model. A server-side error and a missing reply
 * are UNKNOWN: the change may have been made.
 */
public final class AwsErrors {
    /** EC2 refills a mutating bucket with five tokens a second; a second's rest is enough to be let in again. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final String DENIED = "is not allowed to this controller";
    private static final String MOVED_ON = "the state has moved on meanwhile";
    private static final SortedMap<String, Rule> TABLE = table();

    private record Rule(Outcome.Kind kind, String sentence) {}

    private AwsErrors() {}

    private static SortedMap<String, Rule> table() {
        SortedMap<String, Rule> table = new TreeMap<>();
        put(
                table,
                Outcome.Kind.PENDING,
                MOVED_ON,
                "InvalidAttachmentID.NotFound",
                "InvalidNetworkInterface.InUse",
                "InvalidRoute.NotFound",
                "RouteAlreadyExists",
                "Resource.AlreadyAssociated");
        put(table, Outcome.Kind.PENDING, "it is in a state of change", "IncorrectState", "IncorrectInstanceState");
        put(table, Outcome.Kind.PENDING, "a value does not fit the state", "InvalidParameterValue");
        put(
                table,
                Outcome.Kind.REFUSED,
                "there is no such network interface in this region",
                "InvalidNetworkInterfaceID.NotFound",
                "InvalidNetworkInterfaceId.Malformed",
                "InvalidNetworkInterfaceID.Malformed",
                "InvalidNetworkInterfaceAttachmentId.Malformed",
                "InvalidAttachmentID.Malformed");
        put(
                table,
                Outcome.Kind.REFUSED,
                "there is no such instance in this region",
                "InvalidInstanceID.NotFound",
                "InvalidInstanceID.Malformed");
        put(
                table,
                Outcome.Kind.REFUSED,
                "there is no such Elastic IP in this region",
                "InvalidAllocationID.NotFound",
                "InvalidAllocationID.Malformed");
        put(
                table,
                Outcome.Kind.REFUSED,
                "there is no such route table in this region",
                "InvalidRouteTableID.NotFound",
                "InvalidRouteTableID.Malformed",
                "InvalidRouteTableId.Malformed");
        put(
                table,
                Outcome.Kind.REFUSED,
                "the interface has as many addresses as the instance's type allows",
                "PrivateIpAddressLimitExceeded");
        put(table, Outcome.Kind.REFUSED, "the route table has as many routes as it may have", "RouteLimitExceeded");
        put(
                table,
                Outcome.Kind.REFUSED,
                "there is no such load balancer in this region",
                "LoadBalancerNotFound",
                "AccessPointNotFound",
                "AccessPointNotFoundException");
        put(
                table,
                Outcome.Kind.REFUSED,
                "the load balancer does not take that instance",
                "InvalidInstance",
                "InvalidEndPoint",
                "InvalidEndPointException");
        put(
                table,
                Outcome.Kind.REFUSED,
                "the instance has as many interfaces as its type allows",
                "AttachmentLimitExceeded");
        put(table, Outcome.Kind.REFUSED, "AWS does not permit that to anyone", "OperationNotPermitted");
        put(
                table,
                Outcome.Kind.REFUSED,
                "there is no such target group in this region",
                "TargetGroupNotFound",
                "TargetGroupNotFoundException");
        put(
                table,
                Outcome.Kind.REFUSED,
                "the load balancer does not take that target: its instance must run, and in the group's VPC",
                "InvalidTarget",
                "InvalidTargetException");
        put(
                table,
                Outcome.Kind.REFUSED,
                "a quota of the load balancer is used up",
                "TooManyTargets",
                "TooManyTargetsException",
                "TooManyRegistrationsForTargetId",
                "TooManyRegistrationsForTargetIdException");
        put(
                table,
                Outcome.Kind.REFUSED,
                DENIED,
                "UnauthorizedOperation",
                "AccessDenied",
                "AccessDeniedException",
                "OptInRequired");
        put(
                table,
                Outcome.Kind.REFUSED,
                "the credentials are not accepted: look at the instance profile, and at this machine's clock",
                "AuthFailure",
                "RequestExpired",
                "ExpiredToken",
                "ExpiredTokenException",
                "InvalidClientTokenId",
                "UnrecognizedClientException",
                "SignatureDoesNotMatch",
                "IncompleteSignature",
                "Blocked");
        put(
                table,
                Outcome.Kind.UNKNOWN,
                "AWS has an error of its own; what has come of the call is not known",
                "InternalError",
                "InternalFailure",
                "ServiceUnavailable",
                "Unavailable",
                "RequestTimeout",
                "RequestTimeoutException",
                "PriorRequestNotComplete");
        put(
                table,
                Outcome.Kind.PENDING,
                "too many calls are made in this account and region",
                "RequestLimitExceeded",
                "Throttling",
                "ThrottlingException",
                "ThrottledException",
                "EC2ThrottledException",
                "RequestThrottled",
                "RequestThrottledException",
                "TooManyRequestsException",
                "SlowDown",
                "BandwidthLimitExceeded");
        return table;
    }

    private static void put(SortedMap<String, Rule> table, Outcome.Kind kind, String sentence, String... codes) {
        for (String code : codes) {
            table.put(code, new Rule(kind, sentence));
        }
    }

    /** What a mutating call that threw has come to. */
    public static Outcome outcome(AwsAction action, SdkException thrown) {
        String code = code(thrown).orElse("");
        String sentence = sentence(action, thrown);
        if (code.isEmpty()) {
            return Outcome.unknown(sentence);
        }
        return switch (kind(thrown, code)) {
            case DONE -> Outcome.done(sentence);
            case PENDING -> throttled(code) ? Outcome.throttled(code, sentence, REST) : Outcome.pending(code, sentence);
            case REFUSED -> Outcome.refused(code, sentence);
            case UNKNOWN -> new Outcome(Outcome.Kind.UNKNOWN, code, sentence, Duration.ZERO);
        };
    }

    private static Outcome.Kind kind(SdkException thrown, String code) {
        Rule rule = TABLE.get(code);
        if (rule != null) {
            return rule.kind();
        }
        boolean theirs = thrown instanceof AwsServiceException e && e.statusCode() >= 500;
        return theirs ? Outcome.Kind.UNKNOWN : Outcome.Kind.REFUSED;
    }

    /** Whether a code asks for fewer calls. */
    private static boolean throttled(String code) {
        Rule rule = TABLE.get(code);
        return rule != null && rule.equals(TABLE.get("RequestLimitExceeded"));
    }

    /** Why a call has no answer, or which error it answered, in words for a person. */
    public static String sentence(AwsAction action, SdkException thrown) {
        Optional<String> code = code(thrown);
        if (code.isEmpty()) {
            return action.iam() + " has no answer: " + unanswered(thrown);
        }
        Rule rule = TABLE.get(code.get());
        if (rule == null) {
            return action.iam() + " answered " + code.get() + ": " + message(thrown);
        }
        return denied(code.get())
                ? action.iam() + " " + DENIED + " (" + code.get() + "): allow it " + action.resource()
                : action.iam() + " answered " + code.get() + ": " + rule.sentence();
    }

    private static String unanswered(SdkException thrown) {
        return thrown instanceof ApiCallTimeoutException || thrown instanceof ApiCallAttemptTimeoutException
                ? "it took too long"
                : message(thrown);
    }

    private static String message(SdkException thrown) {
        String message = thrown instanceof AwsServiceException e
                ? Optional.ofNullable(e.awsErrorDetails())
                        .map(AwsErrorDetails::errorMessage)
                        .orElse("")
                : Optional.ofNullable(thrown.getMessage()).orElse("");
        return message.isEmpty() ? thrown.getClass().getSimpleName() : message;
    }

    /** AWS said no, and will again; as opposed to saying nothing, or not now. */
    public static boolean refused(SdkException thrown) {
        return code(thrown).filter(c -> kind(thrown, c) == Outcome.Kind.REFUSED).isPresent();
    }

    /** The call would have needed a permission that is not there. */
    public static boolean denied(SdkException thrown) {
        return code(thrown).filter(AwsErrors::denied).isPresent();
    }

    private static boolean denied(String code) {
        Rule rule = TABLE.get(code);
        return rule != null && rule.sentence().equals(DENIED);
    }

    /** AWS says that a dry run would have succeeded by throwing this. */
    public static boolean dryRunPassed(SdkException thrown) {
        return code(thrown).equals(Optional.of("DryRunOperation"));
    }

    /** AWS's error code; empty when there was no answer at all, or one without a code. */
    public static Optional<String> code(SdkException thrown) {
        return thrown instanceof AwsServiceException e
                ? Optional.ofNullable(e.awsErrorDetails())
                        .map(AwsErrorDetails::errorCode)
                        .filter(c -> !c.isEmpty())
                : Optional.empty();
    }
}
