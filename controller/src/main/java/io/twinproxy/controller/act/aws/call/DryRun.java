package io.twinproxy.controller.act.aws.call;

import io.twinproxy.controller.act.Outcome;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Asks AWS whether a call would be allowed. Permission is checked before state, so an error about the state, such as
 * "in use" while the interface still hangs on the other host, says that the permission is there. Whether AWS looks at
 * the state at all in a dry run is not documented.
 */
public final class DryRun {
    private static final Set<String> ABOUT_THE_STATE = Set.of(
            "InvalidNetworkInterface.InUse",
            "InvalidParameterValue",
            "IncorrectState",
            "InvalidAttachmentID.NotFound",
            "InvalidRoute.NotFound",
            "RouteAlreadyExists");

    private DryRun() {}

    /** Makes the call, which must have its DryRun flag set; DONE says that it would be allowed. */
    public static Outcome ask(AwsAction action, Runnable call) {
        String allowed = action.iam() + " is allowed";
        try {
            call.run();
            return Outcome.done(allowed);
        } catch (SdkException e) {
            boolean passed = AwsErrors.dryRunPassed(e)
                    || AwsErrors.code(e).filter(ABOUT_THE_STATE::contains).isPresent();
            return passed ? Outcome.done(allowed) : AwsErrors.outcome(action, e);
        }
    }
}
