/**
 * Redis, RESP2 and RESP3: requests framed in place and looked up in a table that says where their keys are, replies followed
 * to their end without building what they hold.
 *
 * <pre>
 * client bytes → RespDecoder → Words → RedisReader → RedisRequest → (router, backend connection)
 *                                         ├ RedisCommand, KeyFinder     where the keys are, or why it is refused
 *                                         └ OwnAnswers                  what the proxy answers itself
 * server bytes → ReplyScanner → RedisReply → RedisJoint (when the request was split)
 * </pre>
 */
@NullMarked
package io.twinproxy.proxy.redis;

import org.jspecify.annotations.NullMarked;
