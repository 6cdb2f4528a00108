package io.twinproxy.controller.decide;

/**
 * When many pairs look down at once, the likelier cause is the leader's own network. Then each active must stay down
 * for {@link Failover#BRAKE} before it is believed: long enough for a passing fault to pass, short enough that the loss
 * of a zone is still survived.
 */
public final class FleetBrake {
    /** Fewer than this many at once is what single hosts do. */
    static final int FEW = 3;

    private FleetBrake() {}

    /** More than a few and more than a third. */
    public static boolean on(int pairsDown, int pairs) {
        return pairsDown > FEW && pairsDown * 3 > pairs;
    }
}
