package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Step;

/**
 * Leads an address to an instance's own interface. Leading it there again changes nothing.
 *
 * @param place where the cloud keeps it, as a route table's id; empty where there is one such place
 * @param first nothing leads anywhere there yet
 */
public record Lead(String what, String place, String instance, boolean first) implements Step {
    @Override
    public String sentence() {
        return "lead " + what + (place.isEmpty() ? "" : " in " + place) + " to " + instance;
    }
}
