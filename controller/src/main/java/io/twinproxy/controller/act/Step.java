package io.twinproxy.controller.act;

/** One idempotent call to the cloud. Each kind of endpoint has records of its own. */
public interface Step {
    /** What it does, in words, with the ids in it. */
    String sentence();
}
