package io.twinproxy.proxy.backend;

/**
 * What one client or one request may use.
 *
 * @param lineBytesMax longest request line, which bounds the keys of one retrieval
 * @param valueBytesMax longest value of a storage request
 * @param replyBytesMax longest reply of a backend kept for a client
 * @param outstandingMax requests of one client without their reply, beyond which it is not read
 * @param clientBytesMax bytes of one client's requests and their replies, as far as they can be foreseen, beyond which it is
 *     not read
 */
public record Limits(int lineBytesMax, int valueBytesMax, int replyBytesMax, int outstandingMax, int clientBytesMax) {}
