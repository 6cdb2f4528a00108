package io.twinproxy.proxy.backend;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.twinproxy.proxy.tls.TlsTrouble;
import java.io.FileNotFoundException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;

/** Puts what went wrong with a socket into the words nutcracker's users know: the operating system's. */
final class SocketFailure {
    static final String REFUSED = "Connection refused";
    static final String TIMED_OUT = "Connection timed out";
    static final String RESET = "Connection reset by peer";
    static final String HOST_DOWN = "Host is down";
    static final String NO_FILE = "No such file or directory";
    /** The server closed with requests outstanding. */
    static final String CLOSED = "unknown";

    static final String PROTOCOL = "Invalid argument";
    private static final String TLS = "TLS: ";
    static final String NO_DESCRIPTOR = "Too many open files";
    private static final String NO_ROUTE = "No route to host";

    private static final List<String> KNOWN = List.of(
            REFUSED, TIMED_OUT, RESET, NO_FILE, NO_ROUTE, "Broken pipe", "Network is unreachable", "Permission denied");

    private SocketFailure() {}

    /** Whether this process failed (out of memory or of sockets, or a bug), which says nothing of the server. */
    static boolean own(Throwable failure) {
        return failure instanceof Error || failure instanceof RuntimeException || Descriptors.missing(failure);
    }

    static String text(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException) {
            return TIMED_OUT;
        }
        if (cause instanceof UnknownHostException || cause instanceof RejectedExecutionException) {
            return HOST_DOWN;
        }
        if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
            return NO_FILE;
        }
        if (cause instanceof NoRouteToHostException) {
            return NO_ROUTE;
        }
        if (cause instanceof SSLException) {
            return TLS + TlsTrouble.words(cause);
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return KNOWN.stream()
                .filter(known -> message.contains(known.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(message.contains("reset") ? RESET : REFUSED);
    }
}
