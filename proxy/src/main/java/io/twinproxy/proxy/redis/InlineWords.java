package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Takes an inline command apart as Redis does: words between blanks, with quotes and escapes. */
final class InlineWords {
    private static final String UNBALANCED = "Protocol error: unbalanced quotes in request";

    private final ByteBuf line;
    private final int end;
    private int at;

    private InlineWords(ByteBuf line, int start, int end) {
        this.line = line;
        this.at = start;
        this.end = end;
    }

    static List<byte[]> of(ByteBuf line, int start, int end) throws BrokenStream {
        return new InlineWords(line, start, end).split();
    }

    private List<byte[]> split() throws BrokenStream {
        List<byte[]> words = new ArrayList<>();
        while (true) {
            while (at < end && blank(line.getByte(at))) {
                at++;
            }
            if (at == end) {
                return words;
            }
            words.add(word());
        }
    }

    private byte[] word() throws BrokenStream {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        while (at < end && !blank(line.getByte(at))) {
            byte b = line.getByte(at++);
            if (b == '"' || b == '\'') {
                quoted(b, word);
                if (at < end && !blank(line.getByte(at))) {
                    throw new BrokenStream(UNBALANCED);
                }
            } else {
                word.write(b);
            }
        }
        return word.toByteArray();
    }

    private void quoted(byte quote, ByteArrayOutputStream word) throws BrokenStream {
        while (at < end) {
            byte b = line.getByte(at++);
            if (b == quote) {
                return;
            }
            if (b == '\\' && at < end && quote == '"') {
                escaped(word);
            } else if (b == '\\' && at < end && line.getByte(at) == '\'') {
                word.write(line.getByte(at++));
            } else {
                word.write(b);
            }
        }
        throw new BrokenStream(UNBALANCED);
    }

    private void escaped(ByteArrayOutputStream word) {
        byte b = line.getByte(at++);
        if (b == 'x' && at + 1 < end && digit(at) >= 0 && digit(at + 1) >= 0) {
            word.write(16 * digit(at) + digit(at + 1));
            at += 2;
            return;
        }
        word.write(
                switch (b) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'a' -> 7;
                    default -> b;
                });
    }

    private int digit(int index) {
        return Character.digit(line.getByte(index), 16);
    }

    private static boolean blank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r') || b == 0;
    }
}
