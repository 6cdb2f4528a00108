package io.twinproxy.agent.imds;

import java.net.URI;
import java.time.Duration;

/** Where instance metadata is asked for, and how long one request may take. */
public record ImdsSettings(URI endpoint, Duration timeout) {}
