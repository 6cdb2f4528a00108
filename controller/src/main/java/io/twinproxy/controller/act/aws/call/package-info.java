/** What a call to AWS comes to: the one place where its error codes are known. */
@NullMarked
package io.twinproxy.controller.act.aws.call;

import org.jspecify.annotations.NullMarked;
