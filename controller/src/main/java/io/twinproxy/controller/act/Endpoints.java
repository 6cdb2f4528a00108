package io.twinproxy.controller.act;

import io.twinproxy.coordination.record.EndpointSpec;

/** Makes the endpoint a pair declares. Built and warmed at start: nothing is loaded at the moment of failover. */
public interface Endpoints {
    Endpoint of(String pair, EndpointSpec spec);
}
