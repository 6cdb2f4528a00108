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
import java.util.Arrays;

/**
 * One request of a client: to be passed on, or answered by the proxy itself. Owns its bytes until released. For one
 * thread.
 */
public final class Request implements ClientRequest {
    /** Whose commands these are, meta commands above all; clients read numbers here and choose by them what they dare to send. */
    private static final String SPOKEN = "1.6.0";

    private static final int[] NO_KEYS = {};

    private final Command command;
    private final ByteBuf wire;
    private final ByteBuf keyBytes;
    private final int[] spans;
    private final boolean quiet;
    private final boolean fenced;
    private final String answer;
    private final boolean last;

    private Request(
            Command command,
            ByteBuf wire,
            ByteBuf keyBytes,
            int[] spans,
            boolean quiet,
            boolean fenced,
            String answer,
            boolean last) {
        this.command = command;
        this.wire = wire;
        this.keyBytes = keyBytes;
        this.spans = spans;
        this.quiet = quiet;
        this.fenced = fenced;
        this.answer = answer;
        this.last = last;
    }

    static Request forwarded(
            Command command, ByteBuf wire, ByteBuf keyBytes, int[] spans, boolean quiet, boolean fenced) {
        return new Request(command, wire, keyBytes, spans, quiet, fenced, "", false);
    }

    /** One of the proxy's own, without a key. */
    static Request question(Command command, ByteBuf wire) {
        return forwarded(command, wire, wire, NO_KEYS, false, false);
    }

    static Request local(Command command) {
        return answered(command, false, "", command == Command.QUIT);
    }

    static Request refused(Command command, boolean quiet, String answer, boolean last) {
        return answered(command, quiet, answer, last);
    }

    private static Request answered(Command command, boolean quiet, String answer, boolean last) {
        return new Request(command, Unpooled.EMPTY_BUFFER, Unpooled.EMPTY_BUFFER, NO_KEYS, quiet, false, answer, last);
    }

    @Override
    public Request part(ByteBufAllocator allocator, int[] keys, int count) {
        int argument = argumentStart();
        int argumentLength = argumentEnd() - argument;
        int size = command.word().length + argumentLength + 3;
        for (int i = 0; i < count; i++) {
            size += 1 + keyLength(keys[i]);
        }
        ByteBuf line = allocator.buffer(size).writeBytes(command.word());
        if (argumentLength > 0) {
            line.writeByte(' ').writeBytes(wire, argument, argumentLength);
        }
        int[] partSpans = new int[2 * count];
        for (int i = 0; i < count; i++) {
            line.writeByte(' ');
            partSpans[2 * i] = line.writerIndex();
            partSpans[2 * i + 1] = keyLength(keys[i]);
            line.writeBytes(wire, keyStart(keys[i]), keyLength(keys[i]));
        }
        line.writeByte('\r').writeByte('\n');
        return forwarded(command, line, line, partSpans, false, false);
    }

    /** The word before the first key when that is not the command itself: the exptime of gat and gats. */
    private int argumentStart() {
        int at = argumentEnd();
        while (command.form() == Command.Form.TOUCHING_RETRIEVAL && wire.getByte(at - 1) != ' ') {
            at--;
        }
        return at;
    }

    private int argumentEnd() {
        int at = keyStart(0);
        while (wire.getByte(at - 1) == ' ') {
            at--;
        }
        return at;
    }

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

    /** What the keys are read from: the wire, unless the key stands there encoded. */
    @Override
    public ByteBuf keyBytes() {
        return keyBytes;
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

    /** Whether a reply of {@code MN} comes after the reply, or instead of it: see {@link MetaLine}. */
    boolean fenced() {
        return fenced;
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
        String text = refused() ? answer : answerOf(front);
        return text.isEmpty()
                ? Unpooled.EMPTY_BUFFER
                : ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text + "\r\n");
    }

    private String answerOf(Front front) {
        return switch (command) {
            case VERSION -> "VERSION " + SPOKEN + "-" + front.version();
            case STATS -> stats(front);
            case MN -> "MN";
            default -> "";
        };
    }

    private static String stats(Front front) {
        StringBuilder out = new StringBuilder(1024);
        front.figures()
                .forEach((name, value) -> out.append("STAT ")
                        .append(name)
                        .append(' ')
                        .append(value)
                        .append("\r\n"));
        return out.append("END").toString();
    }

    @Override
    public void release() {
        wire.release();
    }

    @Override
    public String toString() {
        return command + " " + keyCount() + " keys" + (quiet ? " noreply" : "") + (fenced ? " mn" : "")
                + (refused() ? " " + answer : "") + (last ? " last" : "") + " " + Arrays.toString(spans);
    }
}
