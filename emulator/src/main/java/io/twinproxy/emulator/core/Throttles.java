package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.Action.Bucket;
import io.twinproxy.emulator.core.Action.Service;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Token buckets of one account and region: one per EC2 action, one per ELB class, and one that all ELB calls share.
 * Background load is a steady drain, so that other traffic can keep a bucket low or empty.
 */
final class Throttles {
    private static final class Level {
        double tokens;
        long asOfNanos;

        Level(double tokens, long asOfNanos) {
            this.tokens = tokens;
            this.asOfNanos = asOfNanos;
        }
    }

    private final SortedMap<String, Level> levels = new TreeMap<>();

    /** Takes one token, or throws the API's throttle error and takes none. */
    void take(Action action, boolean wide, long nowNanos, EmulatorSettings settings) {
        if (!settings.throttling()) {
            return;
        }
        if (action.service() == Service.EC2) {
            Bucket bucket = wide && action.bucket() == Bucket.READ ? Bucket.WIDE_READ : action.bucket();
            Level level = level(action.apiName() + "/" + bucket, bucket, nowNanos, settings.ec2BackgroundPerSecond());
            if (level.tokens < 1) {
                throw new CloudError("RequestLimitExceeded", settings.throttleEc2Status(), "Request limit exceeded.");
            }
            level.tokens -= 1;
            return;
        }
        double background = settings.elbBackgroundPerSecond();
        Level own = level(action.bucket().name(), action.bucket(), nowNanos, background);
        Level account = level(Bucket.ELB_ACCOUNT.name(), Bucket.ELB_ACCOUNT, nowNanos, background);
        if (own.tokens < 1 || account.tokens < 1) {
            throw new CloudError("ThrottlingException", settings.throttleElbStatus(), "Rate exceeded");
        }
        own.tokens -= 1;
        account.tokens -= 1;
    }

    private Level level(String name, Bucket bucket, long nowNanos, double backgroundPerSecond) {
        Level level = levels.computeIfAbsent(name, n -> new Level(bucket.capacity, nowNanos));
        double seconds = (nowNanos - level.asOfNanos) / 1e9;
        double tokens = level.tokens + seconds * (bucket.refillPerSecond - backgroundPerSecond);
        level.tokens = Math.max(0, Math.min(bucket.capacity, tokens));
        level.asOfNanos = nowNanos;
        return level;
    }
}
