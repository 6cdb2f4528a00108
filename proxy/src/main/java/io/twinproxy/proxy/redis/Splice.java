package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts ranges of buffers together: short ones are copied, because to refer to them costs more; long ones are referred to. For
 * one thread.
 */
final class Splice {
    /** Below this a range is copied. */
    private static final int COPIED_BYTES_MAX = 1024;
    /** A whole of at most this size is copied altogether. */
    private static final int COPIED_WHOLE_BYTES_MAX = 16 << 10;

    private final ByteBufAllocator allocator;
    private final boolean small;
    private final int chunkBytes;
    private final List<ByteBuf> parts = new ArrayList<>(1);
    private @Nullable ByteBuf chunk;
    /** Where in the chunk that begins which is not among the parts yet. */
    private int pending;

    private int length;

    /** @param size how much will come in all */
    Splice(ByteBufAllocator allocator, int size) {
        this.allocator = allocator;
        this.small = size <= COPIED_WHOLE_BYTES_MAX;
        this.chunkBytes = Math.min(size, COPIED_WHOLE_BYTES_MAX);
    }

    int length() {
        return length;
    }

    void add(byte[] bytes) {
        room(bytes.length).writeBytes(bytes);
        length += bytes.length;
    }

    void add(ByteBuf source, int start, int bytes) {
        if (small || bytes < COPIED_BYTES_MAX) {
            room(bytes).writeBytes(source, start, bytes);
        } else {
            settle();
            parts.add(source.retainedSlice(start, bytes));
        }
        length += bytes;
    }

    private ByteBuf room(int bytes) {
        ByteBuf last = chunk;
        if (last == null || last.writableBytes() < bytes) {
            leaveChunk();
            last = allocator.buffer(Math.max(bytes, chunkBytes));
            chunk = last;
            pending = 0;
        }
        return last;
    }

    /** Makes what was copied since the last part a part. */
    private void settle() {
        if (chunk != null && chunk.writerIndex() > pending) {
            parts.add(chunk.retainedSlice(pending, chunk.writerIndex() - pending));
            pending = chunk.writerIndex();
        }
    }

    private void leaveChunk() {
        settle();
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    /** All of it, for the caller to release. */
    ByteBuf whole() {
        if (parts.isEmpty() && chunk != null) {
            return chunk;
        }
        leaveChunk();
        if (parts.size() == 1) {
            return parts.get(0);
        }
        CompositeByteBuf whole = allocator.compositeBuffer(Math.max(2, parts.size()));
        parts.forEach(part -> whole.addComponent(true, part));
        return whole;
    }
}
