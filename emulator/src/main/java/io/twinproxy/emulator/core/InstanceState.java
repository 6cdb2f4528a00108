package io.twinproxy.emulator.core;

/** The life of an instance, with the API's name and number of each state. */
public enum InstanceState {
    PENDING("pending", 0),
    RUNNING("running", 16),
    SHUTTING_DOWN("shutting-down", 32),
    TERMINATED("terminated", 48),
    STOPPING("stopping", 64),
    STOPPED("stopped", 80);

    private final String apiName;
    private final int code;

    InstanceState(String apiName, int code) {
        this.apiName = apiName;
        this.code = code;
    }

    public String apiName() {
        return apiName;
    }

    public int code() {
        return code;
    }

    boolean ending() {
        return this == SHUTTING_DOWN || this == TERMINATED;
    }
}
