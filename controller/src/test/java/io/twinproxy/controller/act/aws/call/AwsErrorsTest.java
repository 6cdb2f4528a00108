package io.twinproxy.controller.act.aws.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class AwsErrorsTest {
    private static SdkException answer(int status, String code) {
        return Ec2Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("Words that change.")
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidAttachmentID.NotFound,       400, PENDING",
        "InvalidNetworkInterface.InUse,      400, PENDING",
        "InvalidParameterValue,              400, PENDING",
        "IncorrectState,                     400, PENDING",
        "IncorrectInstanceState,             400, PENDING",
        "RequestLimitExceeded,               503, PENDING",
        "Throttling,                         400, PENDING",
        "ThrottlingException,                400, PENDING",
        "EC2ThrottledException,              503, PENDING",
        "InvalidNetworkInterfaceID.NotFound, 400, REFUSED",
        "InvalidNetworkInterfaceId.Malformed,400, REFUSED",
        "InvalidInstanceID.NotFound,         400, REFUSED",
        "AttachmentLimitExceeded,            400, REFUSED",
        "OperationNotPermitted,              400, REFUSED",
        "UnauthorizedOperation,              403, REFUSED",
        "AccessDenied,                       403, REFUSED",
        "AuthFailure,                        401, REFUSED",
        "RequestExpired,                     400, REFUSED",
        "TargetGroupNotFound,                400, REFUSED",
        "InvalidTarget,                      400, REFUSED",
        "TooManyTargets,                     400, REFUSED",
        "TooManyRegistrationsForTargetId,    400, REFUSED",
        "InternalError,                      500, UNKNOWN",
        "InternalFailure,                    500, UNKNOWN",
        "ServiceUnavailable,                 503, UNKNOWN",
        "Unavailable,                        503, UNKNOWN",
        "NeverHeardOf,                       400, REFUSED",
        "NeverHeardOf,                       502, UNKNOWN",
    })
    void everyCodeHasItsOutcome(String code, int status, Outcome.Kind kind) {
        Outcome outcome = AwsErrors.outcome(AwsAction.ATTACH_NETWORK_INTERFACE, answer(status, code));
        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.code()).isEqualTo(code);
        assertThat(outcome.sentence()).contains("ec2:AttachNetworkInterface", code);
        assertThat(AwsErrors.refused(answer(status, code))).isEqualTo(kind == Outcome.Kind.REFUSED);
    }

    @Test
    void noAnswerIsUnknown() {
        for (SdkException thrown : new SdkException[] {
            ApiCallTimeoutException.create(2500),
            AbortedException.create("interrupted"),
            SdkClientException.create("connection reset"),
            Ec2Exception.builder().statusCode(502).build()
        }) {
            Outcome outcome = AwsErrors.outcome(AwsAction.DETACH_NETWORK_INTERFACE, thrown);
            assertThat(outcome.kind()).as("%s", thrown).isEqualTo(Outcome.Kind.UNKNOWN);
            assertThat(outcome.sentence()).contains("has no answer");
            assertThat(AwsErrors.refused(thrown)).isFalse();
        }
    }

    @Test
    void aThrottledCallAsksForRestAndOthersDoNot() {
        Outcome throttled = AwsErrors.outcome(AwsAction.REGISTER_TARGETS, answer(400, "ThrottlingException"));
        assertThat(throttled.rest()).isPositive();
        assertThat(AwsErrors.outcome(AwsAction.REGISTER_TARGETS, answer(400, "IncorrectState"))
                        .rest())
                .isZero();
    }

    @Test
    void aDenialNamesTheActionAndWhatToAllowItOn() {
        String sentence = AwsErrors.sentence(AwsAction.DETACH_NETWORK_INTERFACE, answer(403, "UnauthorizedOperation"));
        assertThat(sentence)
                .contains("ec2:DetachNetworkInterface", "both instances")
                .doesNotContain("Words");
        assertThat(AwsErrors.denied(answer(403, "UnauthorizedOperation"))).isTrue();
        assertThat(AwsErrors.denied(answer(400, "AuthFailure"))).isFalse();
    }

    @Test
    void aDryRunIsAllowedUnlessPermissionOrExistenceIsMissing() {
        assertThat(ask(answer(412, "DryRunOperation")).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(ask(answer(400, "InvalidNetworkInterface.InUse")).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(ask(answer(403, "UnauthorizedOperation")).kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(ask(answer(400, "AttachmentLimitExceeded")).kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(ask(answer(503, "RequestLimitExceeded")).kind()).isEqualTo(Outcome.Kind.PENDING);
        assertThat(ask(SdkClientException.create("refused")).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(DryRun.ask(AwsAction.ATTACH_NETWORK_INTERFACE, () -> {}).kind())
                .isEqualTo(Outcome.Kind.DONE);
    }

    private static Outcome ask(SdkException thrown) {
        return DryRun.ask(AwsAction.ATTACH_NETWORK_INTERFACE, () -> {
            throw thrown;
        });
    }

    @Test
    void anErrorWithoutACodeHasNone() {
        assertThat(AwsErrors.code(Ec2Exception.builder().statusCode(500).build()))
                .isEqualTo(Optional.empty());
        assertThat(AwsErrors.code(answer(400, ""))).isEmpty();
    }
}
