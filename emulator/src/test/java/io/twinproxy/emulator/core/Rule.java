package io.twinproxy.emulator.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a test with the rule it holds the emulator to, by its number in the reference, and what backs that rule. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Rule.All.class)
public @interface Rule {
    int number();

    Grade grade();

    /** Several rules on one test. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface All {
        Rule[] value();
    }
}
