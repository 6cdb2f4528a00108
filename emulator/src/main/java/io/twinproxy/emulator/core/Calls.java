package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.Action.Service;
import io.twinproxy.emulator.core.JournalEntry.Kind;
import java.util.function.Supplier;

/**
 * What is the same for every call: settle, throttle, permission, the work, the journal. After the work the world is
 * settled again, so with zero delays an effect is complete before the answer is given.
 */
final class Calls {
    private final World world;

    Calls(World world) {
        this.world = world;
    }

    <T> T run(Action action, String what, Supplier<T> work) {
        return run(action, false, what, work);
    }

    <T> T run(Action action, boolean wide, String what, Supplier<T> work) {
        world.settle();
        try {
            world.throttle(action, wide);
            permit(action);
            T answer = work.get();
            world.note(Kind.CALL, action.apiName(), what);
            world.settle();
            return answer;
        } catch (CloudError e) {
            world.note(Kind.REFUSED, action.apiName(), what + " " + e.code());
            throw e;
        }
    }

    private void permit(Action action) {
        if (world.settings().deniedActions().contains(action.apiName())) {
            String code = action.service() == Service.EC2 ? "UnauthorizedOperation" : "AccessDenied";
            throw new CloudError(code, 403, "You are not authorized to perform this operation.");
        }
    }

    /** Ends a dry run that would have been allowed: the API answers success as an error. */
    static void endDryRun(boolean dryRun) {
        if (dryRun) {
            throw new CloudError("DryRunOperation", 412, "Request would have succeeded, but DryRun flag is set.");
        }
    }
}
