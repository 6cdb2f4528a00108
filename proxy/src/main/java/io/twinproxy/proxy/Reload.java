package io.twinproxy.proxy;

import java.util.List;

/**
 * What a reload changed, in sentences an operator can read; empty lists mean nothing did.
 *
 * @param changes what is different now
 * @param laterOnly what the new file says but takes effect only for new connections or listeners
 */
public record Reload(List<String> changes, List<String> laterOnly) {
    public Reload {
        changes = List.copyOf(changes);
        laterOnly = List.copyOf(laterOnly);
    }
}
