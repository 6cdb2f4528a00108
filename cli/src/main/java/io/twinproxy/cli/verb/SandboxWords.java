package io.twinproxy.cli.verb;

import io.twinproxy.cli.sandbox.DemoFault;
import io.twinproxy.coordination.record.EndpointKind;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What completion offers for the sandbox's options. */
final class SandboxWords {
    private SandboxWords() {}

    static final class Faults implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(DemoFault.values()).map(DemoFault::word).iterator();
        }
    }

    /** The operator's own commands are of no use without an operator's own endpoint. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(EndpointKind.values())
                    .filter(kind -> kind != EndpointKind.COMMAND)
                    .map(EndpointKind::word)
                    .iterator();
        }
    }

    static final class Delays implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("fast", "ec2").iterator();
        }
    }
}
