package io.twinproxy.lab.proxy;

/**
 * One measurement.
 *
 * @param perSecond right replies a second
 * @param cpuSeconds of the proxy in the window; of the backends when there is no proxy
 * @param perCpuSecond right replies a second of its CPU
 * @param p50Micros latency, and so on
 * @param residentKb of the proxy, at the window's end
 * @param generatorCpuSeconds of the load generator's process in the window
 * @param strangerShare of the machine's CPU in the window, what neither the load nor any of the measured programs used
 * @param amiss replies that were missing, refused or wrong, and connections that broke, from the start of warming up
 */
record Outcome(
        double perSecond,
        double cpuSeconds,
        double perCpuSecond,
        double p50Micros,
        double p99Micros,
        double p999Micros,
        long residentKb,
        double generatorCpuSeconds,
        double strangerShare,
        Amiss amiss) {

    /** What must not happen. */
    record Amiss(long missed, long refused, long wrong, long broken) {
        static final Amiss NOTHING = new Amiss(0, 0, 0, 0);

        Amiss plus(Amiss other) {
            return new Amiss(
                    missed + other.missed, refused + other.refused, wrong + other.wrong, broken + other.broken);
        }

        String text() {
            return equals(NOTHING)
                    ? "0"
                    : missed + " missed, " + refused + " refused, " + wrong + " wrong, " + broken + " broken";
        }
    }
}
