package io.twinproxy.proxy.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.twinproxy.proxy.memcache.Command;
import io.twinproxy.proxy.memcache.Request;
import io.twinproxy.proxy.memcache.RequestDecoder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** One client of a {@link BuiltinCache}; requests are read by the proxy's own decoder. */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
final class CacheSession extends ChannelInboundHandlerAdapter {
    private static final int LINE_BYTES_MAX = 1 << 20;

    private final CacheItems items;
    private final Channel channel;
    private final RequestDecoder decoder;

    CacheSession(CacheItems items, Channel channel) {
        this.items = items;
        this.channel = channel;
        this.decoder = new RequestDecoder(channel.alloc(), LINE_BYTES_MAX, CacheItems.VALUE_BYTES_MAX);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        decoder.feed((ByteBuf) message);
        Request request;
        while ((request = decoder.next()) != null) {
            if (request.refused()) {
                reply(request, request.answer());
            } else if (request.command() == Command.VERSION) {
                reply(request, "VERSION twinproxy-cache");
            } else if (request.command() != Command.QUIT) {
                serveOrNot(request);
            }
            boolean last = request.last();
            request.release();
            if (last) {
                channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
        context.channel().config().setAutoRead(channel.isWritable());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(channel.isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        decoder.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** It keeps no statistics, and is as old as a memcached before its meta commands, save for their mn. */
    private void serveOrNot(Request request) {
        switch (request.command()) {
            case STATS -> reply(request, "END");
            case MN -> reply(request, "MN");
            case MG, MS, MD, MA, ME -> reply(request, "ERROR");
            default -> serve(request);
        }
    }

    private void serve(Request request) {
        String line = request.wire().toString(StandardCharsets.ISO_8859_1);
        int lineEnd = line.indexOf('\n');
        String[] words = line.substring(0, lineEnd).strip().split(" +");
        if (request.command().retrieval()) {
            retrieve(request, words);
            return;
        }
        String key = words[1];
        Optional<CacheItems.Item> old = items.get(key);
        switch (request.command()) {
            case DELETE -> reply(request, old.isPresent() ? "DELETED" : "NOT_FOUND");
            case TOUCH -> reply(request, old.isPresent() ? "TOUCHED" : "NOT_FOUND");
            case INCR, DECR -> count(request, key, old, new BigInteger(words[2]));
            default -> store(request, words, old, block(request, lineEnd + 1));
        }
        if (request.command() == Command.DELETE) {
            items.remove(key);
        } else if (request.command() == Command.TOUCH) {
            old.ifPresent(item -> items.touch(key, item, Long.parseLong(words[2])));
        }
    }

    private static byte[] block(Request request, int start) {
        ByteBuf wire = request.wire();
        return ByteBufUtil.getBytes(wire, wire.readerIndex() + start, wire.readableBytes() - start - 2);
    }

    private void retrieve(Request request, String[] words) {
        boolean touching = request.command() == Command.GAT || request.command() == Command.GATS;
        boolean withCas = request.command() == Command.GETS || request.command() == Command.GATS;
        for (String key : Arrays.asList(words).subList(touching ? 2 : 1, words.length)) {
            items.get(key).ifPresent(item -> {
                String cas = withCas ? " " + item.cas() : "";
                write("VALUE " + key + " " + item.flags() + " " + item.value().length + cas);
                channel.write(channel.alloc().buffer().writeBytes(item.value()));
                write("");
                if (touching) {
                    items.touch(key, item, Long.parseLong(words[1]));
                }
            });
        }
        write("END");
    }

    private void count(Request request, String key, Optional<CacheItems.Item> old, BigInteger delta) {
        BigInteger signed = request.command() == Command.DECR ? delta.negate() : delta;
        reply(
                request,
                old.isEmpty()
                        ? "NOT_FOUND"
                        : items.count(key, old.get(), signed)
                                .orElse("CLIENT_ERROR cannot increment or decrement non-numeric value"));
    }

    private void store(Request request, String[] words, Optional<CacheItems.Item> old, byte[] value) {
        String key = words[1];
        long exptime = Long.parseLong(words[3]);
        String flags = Long.toString(Long.parseLong(words[2]));
        boolean cas = request.command() == Command.CAS;
        if (cas && old.isEmpty()) {
            reply(request, "NOT_FOUND");
            return;
        }
        if (cas && old.get().cas() != Long.parseUnsignedLong(words[5])) {
            reply(request, "EXISTS");
            return;
        }
        boolean wanted = switch (request.command()) {
            case ADD -> old.isEmpty();
            case REPLACE, APPEND, PREPEND -> old.isPresent();
            default -> true;
        };
        if (wanted) {
            switch (request.command()) {
                case APPEND ->
                    items.replaceValue(key, old.get(), joined(old.get().value(), value));
                case PREPEND ->
                    items.replaceValue(key, old.get(), joined(value, old.get().value()));
                default -> items.put(key, flags, value, exptime);
            }
        }
        reply(request, wanted ? "STORED" : "NOT_STORED");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private void reply(Request request, String text) {
        if (!request.quiet()) {
            write(text);
        }
    }

    private void write(String text) {
        byte[] bytes = (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        channel.write(channel.alloc().buffer(bytes.length).writeBytes(bytes));
    }
}
