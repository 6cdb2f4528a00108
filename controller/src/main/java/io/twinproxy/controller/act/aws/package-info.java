/** The AWS clients with every timeout and limit set, and the endpoints made with them. */
@NullMarked
package io.twinproxy.controller.act.aws;

import org.jspecify.annotations.NullMarked;
