package io.twinproxy.controller.act.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.eni.Attachment;
import io.twinproxy.controller.act.eni.Detach;
import io.twinproxy.controller.act.eni.EniSpec;
import io.twinproxy.controller.act.eni.EniState;
import io.twinproxy.controller.act.eni.EniState.Phase;
import io.twinproxy.controller.act.mapping.Lead;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LadderStateTest {
    private static final EniSpec SPEC = new EniSpec("eni-1", 1, Duration.ofSeconds(10));
    private static final Target B = new Target("proxy-b", Optional.of("i-b"), Optional.of("z1"));
    private static final String IP = "10.0.0.5";

    private static LadderState on(Phase phase, String instance) {
        EniState eni = new EniState(
                SPEC,
                phase,
                Optional.of(new Attachment("at-1", Optional.of(instance), 1, false)),
                Optional.of("02:00"),
                Optional.of("10.0.0.9"),
                List.of("10.0.0.9", IP),
                Optional.of("z1"),
                "");
        return new LadderState(eni, IP, Optional.empty());
    }

    private static Next after(LadderState state, int seconds) {
        return state.next(B, Duration.ofSeconds(seconds));
    }

    @Test
    void theRungsOfAStuckDetachInTheirOrder() {
        assertThat(after(on(Phase.ATTACHED, "i-a"), 0).step()).contains(new Detach("at-1", false));
        LadderState detaching = on(Phase.DETACHING, "i-a");
        assertThat(after(detaching, 9).kind()).isEqualTo(Next.Kind.WAIT);
        assertThat(after(detaching, 10).step()).contains(new Detach("at-1", true));
        assertThat(after(detaching, 19).step()).contains(new Detach("at-1", true));
        assertThat(after(detaching, 20).step()).contains(new Lead(IP, "", "i-b", false));
    }

    @Test
    void anInterfaceThatNeverComesUpWhereItIsWantedIsLeftBehindToo() {
        assertThat(after(on(Phase.ATTACHING, "i-b"), 19).kind()).isEqualTo(Next.Kind.WAIT);
        assertThat(after(on(Phase.ATTACHING, "i-b"), 20).step()).contains(new Lead(IP, "", "i-b", false));
    }

    @Test
    void anInterfaceThatNeverComesUpElsewhereIsDetachedByForceBeforeItIsLeftBehind() {
        LadderState attaching = on(Phase.ATTACHING, "i-a");
        assertThat(after(attaching, 9).kind()).isEqualTo(Next.Kind.WAIT);
        assertThat(after(attaching, 10).step()).contains(new Detach("at-1", false));
        assertThat(after(attaching, 20).step()).contains(new Detach("at-1", true));
        assertThat(after(attaching, 29).step()).contains(new Detach("at-1", true));
        assertThat(after(attaching, 30).step()).contains(new Lead(IP, "", "i-b", false));
    }

    @Test
    void whatWasNeverDetachedIsNotLeftBehindHoweverLongItTook() {
        assertThat(after(on(Phase.ATTACHED, "i-a"), 100).step()).contains(new Detach("at-1", false));
        assertThat(after(on(Phase.ATTACHED, "i-b"), 100).kind()).isEqualTo(Next.Kind.ARRIVED);
    }

    @Test
    void clientsUseTheAddressAndNotTheInterfacesOwn() {
        assertThat(on(Phase.ATTACHED, "i-a").interfaceAddress()).contains(IP);
        assertThat(on(Phase.ATTACHED, "i-a").interfaceMac()).contains("02:00");
    }
}
