package io.twinproxy.emulator.contract;

/** Ways an endpoint is known to differ from what AWS documents; each is asserted where it shows. */
record Deviations(
        boolean stealsOnAttach,
        boolean attachesAcrossZones,
        boolean replacesOccupiedIndex,
        boolean ignoresLimits,
        boolean detachesPrimary,
        boolean keepsInterfaceOfTerminated,
        boolean ignoresDeleteOnTermination,
        boolean attachmentStatusFilterFails,
        boolean healthyAtOnce,
        boolean refusesUnknownDeregistration,
        boolean overwritesSecondPort,
        boolean copiesAddresses,
        boolean filtersPrimaryAddressOnly,
        boolean hidesInstanceOfAddress,
        boolean answersNoInstances) {

    static Deviations none() {
        return new Deviations(
                false, false, false, false, false, false, false, false, false, false, false, false, false, false,
                false);
    }

    /** As probed on moto 5.2.1 and 5.2.4. */
    static Deviations moto() {
        return new Deviations(true, true, true, true, true, true, true, true, true, true, true, true, true, true, true);
    }
}
