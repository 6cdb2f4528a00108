package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.Joint;
import io.twinproxy.proxy.protocol.Spread;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One request of a client: to be passed on, or answered by the proxy itself. Owns its bytes until released. For one
 * thread.
 */
public final class Request implements ClientRequest {
    private static final int[] NO_KEYS = {};

    private final Command command;
    private final ByteBuf wire;
    private final int[] spans;
    private final boolean quiet;
    private final String answer;
    private final boolean last;

    private Request(Command command, ByteBuf wire, int[] spans, boolean quiet, String answer, boolean last) {
        this.command = command;
        this.wire = wire;
        this.spans = spans;
        this.quiet = quiet;
        this.answer = answer;
        this.last = last;
    }

    static Request forwarded(Command command, ByteBuf wire, int[] spans, boolean quiet) {
        return new Request(command, wire, spans, quiet, "", false);
    }

    static Request local(Command command) {
        return new Request(command, Unpooled.EMPTY_BUFFER, NO_KEYS, false, "", command == Command.QUIT);
    }

    static Request refused(Command command, boolean quiet, String answer, boolean last) {
        return new Request(command, Unpooled.EMPTY_BUFFER, NO_KEYS, quiet, answer, last);
    }

    @Override
    public Request part(ByteBufAllocator allocator, int[] keys, int count) {
        byte[] word = command == Command.GETS ? GETS : GET;
        int size = word.length + 2;
        for (int i = 0; i < count; i++) {
            size += 1 + keyLength(keys[i]);
        }
        ByteBuf line = allocator.buffer(size).writeBytes(word);
        int[] partSpans = new int[2 * count];
        for (int i = 0; i < count; i++) {
            line.writeByte(' ');
            partSpans[2 * i] = line.writerIndex();
            partSpans[2 * i + 1] = keyLength(keys[i]);
            line.writeBytes(wire, keyStart(keys[i]), keyLength(keys[i]));
        }
        line.writeByte('\r').writeByte('\n');
        return forwarded(command, line, partSpans, false);
    }

    private static final byte[] GET = "get".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GETS = "gets".getBytes(StandardCharsets.US_ASCII);

    public Command command() {
        return command;
    }

    @Override
    public ByteBuf wire() {
        return wire;
    }

    @Override
    public int keyCount() {
        return spans.length / 2;
    }

    @Override
    public int keyStart(int key) {
        return spans[2 * key];
    }

    @Override
    public int keyLength(int key) {
        return spans[2 * key + 1];
    }

    /** Whether the client wants no reply. The server is asked for one all the same: see {@link RequestDecoder}. */
    @Override
    public boolean quiet() {
        return quiet;
    }

    /** Whether the proxy refuses it, with {@link #answer()}. */
    public boolean refused() {
        return !answer.isEmpty();
    }

    /** The line to answer a refused request with, without its end. */
    public String answer() {
        return answer;
    }

    @Override
    public boolean last() {
        return last;
    }

    @Override
    public boolean faulty() {
        return refused() && last;
    }

    @Override
    public Spread spread() {
        return Spread.BY_KEY;
    }

    @Override
    public int valuesAsked() {
        return command.retrieval() ? keyCount() : 0;
    }

    @Override
    public Joint joint() {
        return ValuesJoint.VALUES;
    }

    @Override
    public boolean local() {
        return refused() || command.form() == Command.Form.LOCAL;
    }

    @Override
    public ByteBuf localReply(Front front) {
        String text = refused() ? answer : command == Command.VERSION ? "VERSION " + front.version() : "";
        return text.isEmpty()
                ? Unpooled.EMPTY_BUFFER
                : ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text + "\r\n");
    }

    @Override
    public void release() {
        wire.release();
    }

    @Override
    public String toString() {
        return command + " " + keyCount() + " keys" + (quiet ? " noreply" : "") + (refused() ? " " + answer : "")
                + (last ? " last" : "") + " " + Arrays.toString(spans);
    }
}
