package io.twinproxy.proxy.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why a connection could not be encrypted, in words for an operator: never what the other side sent. */
public final class TlsTrouble {
    private static final int LENGTH_MAX = 200;
    private static final int CAUSES_MAX = 20;

    private TlsTrouble() {}

    /** What Netty's decoders put around what went wrong is taken off. */
    static Throwable bare(Throwable failure) {
        return failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** One line. */
    public static String words(Throwable failure) {
        Throwable cause = bare(failure);
        if (cause instanceof SslHandshakeTimeoutException) {
            return "the handshake took too long";
        }
        if (cause instanceof NotSslRecordException) {
            return "the other side does not speak TLS";
        }
        if (cause instanceof ClosedChannelException) {
            return "the other side closed the connection during the handshake";
        }
        if (caused(cause, CertificateExpiredException.class).isPresent()) {
            return "its certificate has expired";
        }
        if (caused(cause, CertificateNotYetValidException.class).isPresent()) {
            return "its certificate is not valid yet";
        }
        if (caused(cause, CertPathBuilderException.class).isPresent()
                || caused(cause, SignatureException.class).isPresent()) {
            return "its certificate is not signed by an authority that is trusted here";
        }
        return line(cause instanceof SSLException ? deepest(cause) : cause);
    }

    private static <T extends Throwable> Optional<T> caused(Throwable failure, Class<T> kind) {
        Throwable cause = failure;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < CAUSES_MAX && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String line(Throwable cause) {
        String text = String.valueOf(cause.getMessage())
                .replaceAll("[^ -~]+", " ")
                .strip()
                .replaceFirst("[.]$", "");
        String whole = text.isEmpty() || text.equals("null") ? cause.getClass().getSimpleName() : text;
        return whole.substring(0, Math.min(LENGTH_MAX, whole.length()));
    }
}
