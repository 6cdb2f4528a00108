package io.twinproxy.coordination;

/**
 * Which leadership. Larger for every new leader of one store.
 *
 * @param number what is shown and recorded
 * @param version the version of the epoch node, which every write of this leadership checks
 */
public record Epoch(long number, int version) {
    @Override
    public String toString() {
        return "epoch " + number;
    }
}
