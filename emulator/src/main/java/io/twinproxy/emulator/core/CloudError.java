package io.twinproxy.emulator.core;

import java.util.Locale;
import java.util.function.Supplier;

/** What a call is answered with when it fails: the API's error code, its HTTP status and a text nobody should parse. */
public final class CloudError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int httpStatus;

    public CloudError(String code, int httpStatus, String message) {
        super(message, null, false, false);
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /** A refusal of the caller's request, which both APIs answer with status 400. */
    static CloudError refused(String code, String format, Object... arguments) {
        return new CloudError(code, 400, String.format(Locale.ROOT, format, arguments));
    }

    static Supplier<CloudError> refusal(String code, String message) {
        return () -> new CloudError(code, 400, message);
    }

    public String code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
