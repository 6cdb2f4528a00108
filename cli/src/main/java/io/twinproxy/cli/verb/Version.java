package io.twinproxy.cli.verb;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version as the jar's manifest has it. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {
            "twinproxy " + version, "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
        };
    }
}
