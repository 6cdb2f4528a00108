package io.twinproxy.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.pem.ListenTls;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The handlers around encryption, each alone, in virtual time. */
@ExtendWith(Leaks.class)
@SuppressWarnings("FutureReturnValueIgnored") // What was written is looked at instead.
class TlsEdgesTest {
    @TempDir
    Path directory;

    @Test
    void aHandshakeThatNeverEndsIsEndedAfterTenSeconds() throws Exception {
        Certificates.authority("authority").issue("proxy", "localhost").into(directory, "proxy");
        ListenTls tls = ListenTls.read(
                        directory.resolve("proxy.pem"), directory.resolve("proxy.key"), Optional.empty(), (k, t) -> {})
                .orElseThrow();
        Refusals refusals = new Refusals("pool");
        try (Handshakes handshakes = new Handshakes(1)) {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.freezeTime();
            ClientEdge.install(channel, tls, handshakes, refusals);
            // The beginning of a record, and then nothing.
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {22, 3, 1}));
            channel.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
            assertThat(channel.isActive()).isTrue();
            channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
            assertThat(channel.isActive()).isFalse();
            assertThat(refusals.count()).isEqualTo(1);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void whatAClientSendsDuringItsHandshakeIsBounded() {
        Brake brake = new Brake();
        int[] reads = {0};
        EmbeddedChannel channel = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void read(ChannelHandlerContext context) {
                        reads[0]++;
                        context.read();
                    }
                },
                brake);
        for (int i = 0; i < 4; i++) {
            assertThat(channel.config().isAutoRead()).isTrue();
            channel.writeInbound(
                    UnpooledByteBufAllocator.DEFAULT.buffer(64 << 10).writeZero(64 << 10));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        int before = reads[0];
        channel.read();
        assertThat(reads[0]).as("asking for more does not help").isEqualTo(before);
        brake.release(channel.pipeline().lastContext());
        assertThat(channel.config().isAutoRead()).isTrue();
        channel.read();
        assertThat(reads[0]).isGreaterThan(before);
        channel.finishAndReleaseAll();
    }

    @Test
    void requestsShareARecordButNeverGoOnInTheNextOne() {
        EmbeddedChannel channel = new EmbeddedChannel(new Parcels());
        for (int size : new int[] {100, 200, 8_000, 8_000, 100, 9_000, 40_000, 60}) {
            channel.write(bytes(size), channel.voidPromise());
        }
        channel.flush();
        channel.write(bytes(10));
        channel.write(bytes(20), channel.voidPromise());
        channel.flush();
        for (int parcel : new int[] {16_300, 100, 9_000, 40_000, 60, 10, 20}) {
            ByteBuf written = channel.readOutbound();
            assertThat(written.readableBytes()).isEqualTo(parcel);
            written.release();
        }
        assertThat(channel.outboundMessages()).isEmpty();
        channel.write(bytes(30), channel.voidPromise());
        channel.finishAndReleaseAll();
    }

    private static ByteBuf bytes(int size) {
        return UnpooledByteBufAllocator.DEFAULT.buffer(size).writeZero(size);
    }
}
