package io.twinproxy.coordination.zookeeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A file that is nobody else's business. Its group may read it, so that a service's user need not own it. */
final class PrivateFile {
    private PrivateFile() {}

    /** Where the file system knows no such rights there is nothing to require. */
    static void requireClosed(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            Set<PosixFilePermission> others = EnumSet.of(
                    PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
            others.retainAll(view.readAttributes().permissions());
            if (!others.isEmpty()) {
                throw new IOException(
                        file + ": others may read or change it; it must be its owner's: chmod 600 " + file);
            }
        }
    }
}
