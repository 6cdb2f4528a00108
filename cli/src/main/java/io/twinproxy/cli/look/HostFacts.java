package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Times;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Peer;
import java.util.List;
import java.util.Optional;

/** One host in {@code explain}: ready or every reason why not, and what its heartbeat says. */
record HostFacts(Picture picture, String host, Times times) {
    private boolean active() {
        return picture.active().equals(Optional.of(host));
    }

    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("host", host)
                .put("active", active())
                .put("ready", picture.ready(host))
                .put("reasons", picture.notReady(host));
        picture.heartbeat(host).ifPresent(h -> json.put("heartbeat", heartbeat(h)));
        return json;
    }

    private JsonObject heartbeat(Heartbeat h) {
        JsonObject json = new JsonObject()
                .put("at", Times.iso(h.atMillis()))
                .put("ageMs", times.age(h.atMillis()))
                .put("refreshMs", h.refresh())
                .put("incarnation", h.incarnation())
                .put("instance", h.instance())
                .put("zone", h.zone())
                .put("serving", h.proxy().serving())
                .put("why", h.proxy().why())
                .put("backendsIn", h.proxy().backendsIn())
                .put("backendsTotal", h.proxy().backendsTotal())
                .put("enoughBackends", h.proxy().enoughBackends())
                .put("digest", h.proxy().digest())
                .put("leaving", h.leaving())
                .put("maintenance", h.maintenance())
                .put("hold", JsonObject.name(h.hold()))
                .put("holdDetail", h.holdDetail())
                .put("follows", h.follows())
                .put("takesItselfForActive", h.active())
                .put("health", h.health());
        h.peer()
                .ifPresent(p -> json.put(
                        "peer",
                        new JsonObject()
                                .put("host", p.host())
                                .put("sight", JsonObject.name(p.sight()))
                                .put("detail", p.detail())));
        return json;
    }

    void text(Page page) {
        List<String> reasons = picture.notReady(host);
        String standing = active() ? "active" : picture.active().isPresent() ? "standby" : "a host";
        page.line("  " + page.style().strong(host) + " (" + standing + "): "
                + (reasons.isEmpty() ? page.style().good("ready") : page.style().bad("not ready")));
        reasons.forEach(reason -> page.line("    - " + reason));
        Optional<Heartbeat> heartbeat = picture.heartbeat(host);
        if (heartbeat.isPresent()) {
            facts(heartbeat.get(), page);
        } else {
            page.line("    " + unheard());
        }
    }

    private String unheard() {
        return Optional.ofNullable(picture.records().hosts().get(host))
                .flatMap(Entry::problem)
                .map(p -> "Its heartbeat cannot be read: " + p + ".")
                .orElse("No heartbeat: its agent is stopped, or cannot reach ZooKeeper.");
    }

    private void facts(Heartbeat h, Page page) {
        page.line("    Heartbeat " + times.ago(h.atMillis()) + ", due every "
                + Times.brief(h.refresh().toMillis())
                + (h.leaving() ? "; it is stopping" : "")
                + (h.maintenance() ? "; its maintenance file is there" : "") + ".");
        page.line("    Proxy "
                + (h.proxy().serving() ? "serving" : "not serving: " + h.proxy().why()) + ", "
                + h.proxy().backendsIn() + " of " + h.proxy().backendsTotal() + " backends in"
                + (h.proxy().enoughBackends() ? "" : ", fewer than min-backends") + ", pools digest "
                + h.proxy().digest() + ".");
        page.line("    " + h.peer().map(HostFacts::sight).orElse("It sees no peer yet."));
        page.line("    " + hold(h) + " It follows generation " + h.follows() + " as "
                + (h.active() ? "active" : "standby") + ".");
        String where = String.join(
                ", ",
                List.of(h.instance().orElse(""), h.zone().orElse("")).stream()
                        .filter(s -> !s.isEmpty())
                        .toList());
        if (!where.isEmpty()) {
            page.line("    Instance " + where + ".");
        }
    }

    private static String sight(Peer peer) {
        String what = switch (peer.sight()) {
            case UNKNOWN -> "has not probed " + peer.host() + " yet";
            case ANSWERED -> "gets answers from " + peer.host();
            case REFUSED -> "is refused by " + peer.host();
            case SILENT -> "gets no reply from " + peer.host();
        };
        return "It " + what + (peer.detail().isEmpty() ? "" : " (" + peer.detail() + ")") + ".";
    }

    private static String hold(Heartbeat h) {
        return switch (h.hold()) {
            case NOT_NEEDED -> "This endpoint puts nothing on the host.";
            case VERIFIED -> "The endpoint's address is in its operating system.";
            case ABSENT -> "The endpoint's address is not in its operating system.";
            case INCOMPLETE -> "The endpoint's address is not complete: " + h.holdDetail() + ".";
        };
    }
}
