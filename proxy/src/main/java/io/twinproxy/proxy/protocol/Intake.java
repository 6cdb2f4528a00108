package io.twinproxy.proxy.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as they came from a socket, read line by line and block by block into messages, however they were cut. A message
 * that lies in one buffer is a slice of it; one that spans several is a composite of slices. Only a line cut by a
 * buffer's end, and pieces shorter than it costs to refer to, are copied. Work is linear in the bytes, also when they come
 * one at a time. For one thread.
 */
public final class Intake {
    /** Pieces below this are copied together: a slice would keep a whole read buffer alive for a few bytes. */
    private static final int PIECE_BYTES_COPIED = 1024;

    private static final int TAIL_BYTES = 4096;
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private final ByteBufAllocator allocator;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
    private final List<ByteBuf> parts = new ArrayList<>(2);
    private @Nullable ByteBuf tail;
    private @Nullable ByteBuf current;
    private @Nullable ByteBuf cutLine;
    /** In the current buffer: the first byte of the message that is not among the parts yet. */
    private int kept;

    private int messageBytes;
    private boolean discarding;

    private @Nullable ByteBuf line;
    private int lineStart;
    private int lineEnd;
    private int lineOffset;

    public Intake(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes over a buffer. */
    public void feed(ByteBuf bytes) {
        waiting.add(bytes);
    }

    /**
     * Reads a line, up to its LF and without the CR before it.
     *
     * @param limit longest line in bytes
     * @return false when more bytes are needed; calling again then goes on where it stopped
     * @throws LineTooLong when no LF comes within the limit
     */
    public boolean line(int limit) throws LineTooLong {
        while (available()) {
            ByteBuf buffer = Objects.requireNonNull(current);
            int from = buffer.readerIndex();
            int lf = buffer.indexOf(from, buffer.writerIndex(), LF);
            int end = lf < 0 ? buffer.writerIndex() : lf;
            if (end - from + (cutLine == null ? 0 : cutLine.readableBytes()) > limit) {
                throw new LineTooLong();
            }
            if (lf >= 0) {
                endLine(buffer, from, lf);
                return true;
            }
            keep(buffer, kept, from - kept);
            if (cutLine == null) {
                cutLine = allocator.buffer(Math.max(64, 2 * (end - from)));
            }
            cutLine.writeBytes(buffer, from, end - from);
            buffer.release();
            current = null;
        }
        return false;
    }

    private void endLine(ByteBuf buffer, int from, int lf) {
        lineOffset = messageBytes;
        buffer.readerIndex(lf + 1);
        if (cutLine == null) {
            line = buffer;
            lineStart = from;
            lineEnd = lf;
        } else {
            cutLine.writeBytes(buffer, from, lf + 1 - from);
            line = cutLine;
            lineStart = cutLine.readerIndex();
            lineEnd = cutLine.writerIndex() - 1;
            kept = lf + 1;
            part(cutLine);
            cutLine = null;
        }
        messageBytes += lineEnd + 1 - lineStart;
        if (lineEnd > lineStart && line.getByte(lineEnd - 1) == CR) {
            lineEnd--;
        }
    }

    /** The buffer of the line just read; valid until the next call that reads, takes or drops. */
    public ByteBuf lineBuffer() {
        return Objects.requireNonNull(line);
    }

    public int lineStart() {
        return lineStart;
    }

    public int lineEnd() {
        return lineEnd;
    }

    /** Where the line begins in the message. */
    public int lineOffset() {
        return lineOffset;
    }

    /** Bytes of the message read so far. */
    public int messageBytes() {
        return messageBytes;
    }

    /** Bytes kept: of the message that is being read, and those behind it. */
    public long heldBytes() {
        long bytes = discarding ? 0 : messageBytes;
        if (current != null) {
            bytes += current.readableBytes();
        }
        if (cutLine != null) {
            bytes += cutLine.readableBytes();
        }
        for (ByteBuf buffer : waiting) {
            bytes += buffer.readableBytes();
        }
        return bytes;
    }

    /** Reads part of a block; what is still missing of it. */
    public int block(int missing) {
        int left = missing;
        while (left > 0 && available()) {
            ByteBuf buffer = Objects.requireNonNull(current);
            int taken = Math.min(left, buffer.readableBytes());
            buffer.skipBytes(taken);
            messageBytes += taken;
            left -= taken;
        }
        return left;
    }

    /** The next byte, or -1 when more are needed. */
    public int octet() {
        if (!available()) {
            return -1;
        }
        messageBytes++;
        return Objects.requireNonNull(current).readUnsignedByte();
    }

    /** Whether bytes have come that belong to no message yet. */
    public boolean pending() {
        return cutLine != null || (current != null && current.isReadable()) || !waiting.isEmpty();
    }

    /** Whether a byte is there to be read; lets go of buffers read to their end. */
    public boolean available() {
        while (current == null || !current.isReadable()) {
            if (current != null) {
                keep(current, kept, current.readerIndex() - kept);
                current.release();
            }
            current = waiting.poll();
            if (current == null) {
                return false;
            }
            kept = current.readerIndex();
        }
        return true;
    }

    /** From here on, and for what is already read of this message, bytes are not kept; ends with the message. */
    public void discard() {
        discarding = true;
        releaseParts();
        kept = current == null ? 0 : current.readerIndex();
    }

    /** Discards, if that frees anything; part of a line is needed until its end has come. */
    public boolean shed() {
        if (discarding || cutLine != null) {
            return false;
        }
        discard();
        return true;
    }

    public boolean discarding() {
        return discarding;
    }

    /** The message read so far, for the caller to release; the next message begins behind it. */
    public ByteBuf take() {
        int length = current == null ? 0 : current.readerIndex() - kept;
        ByteBuf message;
        if (parts.isEmpty()) {
            message = current == null ? allocator.buffer(0) : current.retainedSlice(kept, length);
        } else {
            if (current != null) {
                keep(current, kept, length);
            }
            message = parts.size() == 1 ? parts.get(0) : composite();
            parts.clear();
        }
        next();
        return message;
    }

    /** Forgets the message read so far. */
    public void drop() {
        releaseParts();
        next();
    }

    /** Lets go of everything; nothing may be read afterwards. */
    public void close() {
        drop();
        if (current != null) {
            current.release();
            current = null;
        }
        if (cutLine != null) {
            cutLine.release();
            cutLine = null;
        }
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    private void next() {
        tail = null;
        line = null;
        kept = current == null ? 0 : current.readerIndex();
        messageBytes = 0;
        discarding = false;
    }

    private ByteBuf composite() {
        CompositeByteBuf whole = allocator.compositeBuffer(Math.max(2, parts.size()));
        for (ByteBuf part : parts) {
            whole.addComponent(true, part);
        }
        return whole;
    }

    private void keep(ByteBuf buffer, int from, int length) {
        if (length == 0 || discarding) {
            return;
        }
        if (length >= PIECE_BYTES_COPIED) {
            part(buffer.retainedSlice(from, length));
            return;
        }
        if (tail == null || tail.maxWritableBytes() < length || tail.writableBytes() < length) {
            ByteBuf fresh = allocator.buffer(TAIL_BYTES);
            part(fresh);
            tail = fresh;
        }
        tail.writeBytes(buffer, from, length);
    }

    private void part(ByteBuf part) {
        if (discarding) {
            releaseParts();
        }
        parts.add(part);
        tail = null;
    }

    private void releaseParts() {
        parts.forEach(ByteBuf::release);
        parts.clear();
        tail = null;
    }

    /** A line without an end. */
    public static final class LineTooLong extends Exception {
        private static final long serialVersionUID = 1L;

        LineTooLong() {
            super("line too long", null, false, false);
        }
    }
}
