package io.twinproxy.controller.act.mapping;

import java.util.Optional;

/**
 * Where an address leads, by one place that says so.
 *
 * @param place as in {@link Lead}
 * @param instance whose interface it is, where the cloud tells
 * @param towards the interface, or whatever else it leads to; empty when it leads nowhere
 * @param dead the cloud says that the interface hangs on no instance, so packets reach nobody
 */
public record Led(String place, Optional<String> instance, Optional<String> towards, boolean dead) {
    static Led nowhere(String place) {
        return new Led(place, Optional.empty(), Optional.empty(), false);
    }

    static Led to(String place, Optional<String> instance, Optional<String> towards) {
        return new Led(place, instance, towards, false);
    }

    static Led dead(String place, String towards) {
        return new Led(place, Optional.empty(), Optional.of(towards), true);
    }

    boolean nowhere() {
        return instance.isEmpty() && towards.isEmpty();
    }

    boolean reachesNobody() {
        return dead || nowhere();
    }

    boolean to(String wanted) {
        return instance.equals(Optional.of(wanted));
    }

    String words() {
        String where = instance.or(() -> towards).map(to -> "leads to " + to).orElse("leads nowhere")
                + (dead ? ", which hangs on no instance" : "");
        return place.isEmpty() ? where : where + " in " + place;
    }
}
