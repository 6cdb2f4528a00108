package io.twinproxy.emulator.core;

import java.util.Optional;
import java.util.regex.Pattern;

/** Existence and syntax of ids: a known id is taken as it is, an unknown one is either malformed or not found. */
enum Ids {
    INTERFACE("eni-", "InvalidNetworkInterfaceID.NotFound", "InvalidNetworkInterfaceId.Malformed"),
    ATTACHMENT("eni-attach-", "InvalidAttachmentID.NotFound", "InvalidNetworkInterfaceAttachmentId.Malformed"),
    INSTANCE("i-", "InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed"),
    SUBNET("subnet-", "InvalidSubnetID.NotFound", "InvalidSubnetID.Malformed"),
    VPC("vpc-", "InvalidVpcID.NotFound", "InvalidVpcID.Malformed"),
    ALLOCATION("eipalloc-", "InvalidAllocationID.NotFound", "InvalidAllocationID.Malformed"),
    ROUTE_TABLE("rtb-", "InvalidRouteTableID.NotFound", "InvalidRouteTableId.Malformed");

    private final Pattern syntax;
    private final String notFound;
    private final String malformed;

    Ids(String prefix, String notFound, String malformed) {
        this.syntax = Pattern.compile(Pattern.quote(prefix) + "[0-9a-f]{8}([0-9a-f]{9})?");
        this.notFound = notFound;
        this.malformed = malformed;
    }

    <T> T require(String id, Optional<T> found) {
        return found.orElseThrow(() -> missing(id));
    }

    CloudError missing(String id) {
        return syntax.matcher(id).matches()
                ? CloudError.refused(notFound, "The ID '%s' does not exist", id)
                : CloudError.refused(malformed, "Invalid id: \"%s\"", id);
    }
}
