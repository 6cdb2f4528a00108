package io.twinproxy.cli.output;

import io.twinproxy.coordination.json.JsonObject;

/**
 * What a verb has to say. The JSON is an interface: keys are added, never renamed or given another meaning; a moment is
 * an ISO-8601 string in UTC with milliseconds, a duration is a whole number under a key ending in {@code Ms}, and what
 * is not there has no key. The text is for people and may change.
 */
public interface Report {
    JsonObject json();

    void text(Page page);
}
