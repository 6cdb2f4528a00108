package io.twinproxy.controller.act.eni;

import java.util.Optional;

/**
 * How the interface hangs on an instance. The id is new with every attachment, so naming it in a detach is a
 * compare-and-swap.
 *
 * @param instance the instance; absent when one of AWS's own services holds the interface
 * @param deleteOnTermination the interface would be deleted together with the instance
 */
public record Attachment(String id, Optional<String> instance, int deviceIndex, boolean deleteOnTermination) {
    String where() {
        return instance.orElse("a service of AWS") + " at device index " + deviceIndex;
    }
}
