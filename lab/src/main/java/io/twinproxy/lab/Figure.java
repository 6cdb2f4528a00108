package io.twinproxy.lab;

import java.util.List;

/**
 * One figure to be measured: a run of the command, and what of its result counts.
 *
 * @param what is measured, in a few words
 * @param arguments of the command
 * @param field of the one JSON object it prints
 * @param unit of the field's value
 * @param most the bound the value must keep
 * @param reach the value to reach for; empty where there is none
 */
record Figure(String what, List<String> arguments, String field, String unit, String most, String reach) {
    /** The demonstrations, in the order in which they take turns. */
    static final List<Figure> DEMONSTRATIONS = List.of(
            demo("eni, kill: outage", "kill", "eni", "outageMs", " ms", "500 ms", "150 ms"),
            demo("eni, freeze: outage", "freeze", "eni", "outageMs", " ms", "1,500 ms", "800 ms"),
            demo("eni, leader killed in the middle: moved after", "leader", "eni", "movedMs", " ms", "5,000 ms", ""),
            demo("eni, switchover: outage", "switchover", "eni", "outageMs", " ms", "150 ms", "50 ms"),
            demo("target-group, switchover: failed", "switchover", "target-group", "failed", "", "0", "0"),
            demo("target-group-gate, switchover: failed", "switchover", "target-group-gate", "failed", "", "", ""));

    private static Figure demo(
            String what, String fault, String endpoint, String field, String unit, String most, String reach) {
        return new Figure(
                what,
                List.of("sandbox", "--demo", "--fault", fault, "--endpoint", endpoint, "-o", "json"),
                field,
                unit,
                most,
                reach);
    }
}
