package io.twinproxy.emulator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Action.Service;
import io.twinproxy.emulator.core.CloudError;
import io.twinproxy.emulator.core.Verdict;
import io.twinproxy.emulator.core.Verdict.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers both services' calls and carries out what the faults decide. A call that hangs holds no thread: it waits in
 * a timer, and at most {@link #HANGING_MAX} wait at once.
 */
final class QueryHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);
    private static final int BODY_MAX = 1 << 20;
    private static final int HANGING_MAX = 1024;

    /** No client waits longer for an answer that never comes. */
    private static final Duration HANG_MAX = Duration.ofMinutes(2);

    private final Guarded guarded;
    private final Ec2Actions ec2;
    private final ElbActions elb;
    private final ClassicActions classic;
    private final ScheduledExecutorService timer;
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();

    QueryHandler(
            Guarded guarded, Ec2Actions ec2, ElbActions elb, ClassicActions classic, ScheduledExecutorService timer) {
        this.guarded = guarded;
        this.ec2 = ec2;
        this.elb = elb;
        this.classic = classic;
        this.timer = timer;
    }

    /** One call on its way: who asks what, and under which id. */
    private record Call(HttpExchange exchange, Service service, Action action, Form form, String requestId) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String requestId = "req-" + requests.incrementAndGet();
        Service service = Service.EC2;
        try {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX + 1);
            if (body.length > BODY_MAX) {
                throw new CloudError("RequestEntityTooLarge", 413, "The request is too large.");
            }
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
            Form form = Form.parse(query + "&" + new String(body, StandardCharsets.UTF_8));
            service = service(exchange, form);
            String name = form.find("Action").orElse("");
            Service asked = service;
            Action action = Action.named(name)
                    .filter(a -> a.service() == asked)
                    .orElseThrow(() -> new CloudError(
                            "InvalidAction", 400, "The action '" + name + "' is not valid for this endpoint."));
            begin(new Call(exchange, service, action, form, requestId));
        } catch (CloudError e) {
            refuse(exchange, service, e, requestId);
        }
    }

    /** The signature says which service is meant; the version, which kind of load balancer, and all of an unsigned one. */
    private static Service service(HttpExchange exchange, Form form) {
        String signature = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        String version = form.find("Version").orElse("");
        boolean balancers = version.equals(ElbActions.VERSION) || version.equals(ClassicActions.VERSION);
        if (signature.contains("/ec2/") || (!signature.contains("/elasticloadbalancing/") && !balancers)) {
            return Service.EC2;
        }
        return version.equals(ClassicActions.VERSION) ? Service.CLASSIC_ELB : Service.ELB;
    }

    private void begin(Call call) throws IOException {
        Verdict verdict = guarded.with(c -> c.faults().decide(call.action()));
        Duration delay = verdict.before().delay();
        if (delay.isZero()) {
            finish(call, verdict);
        } else {
            hang(call, delay, () -> finish(call, verdict));
        }
    }

    /** Something to do with a connection later. */
    private interface Later {
        void run() throws IOException;
    }

    private void hang(Call call, Duration delay, Later then) throws IOException {
        if (hanging.incrementAndGet() > HANGING_MAX) {
            hanging.decrementAndGet();
            throw new CloudError("ServiceUnavailable", 503, "Too many calls are waiting.");
        }
        Duration bounded = delay.compareTo(HANG_MAX) < 0 ? delay : HANG_MAX;
        var unused = timer.schedule(
                () -> {
                    hanging.decrementAndGet();
                    try {
                        then.run();
                    } catch (IOException | RuntimeException e) {
                        LOG.debug("a delayed call could not be answered: {}", e.toString());
                        call.exchange().close();
                    }
                },
                bounded.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void finish(Call call, Verdict verdict) throws IOException {
        if (verdict.before().dropped()) {
            call.exchange().close();
        } else if (verdict.before().error().isPresent()) {
            refuse(call.exchange(), call.service(), verdict.before().error().get(), call.requestId());
        } else if (verdict.after().lateBy().isPresent()) {
            Duration lateBy = verdict.after().lateBy().get();
            guarded.with(c -> {
                c.later(lateBy, () -> apply(call));
                return lateBy;
            });
            hang(call, lateBy, () -> call.exchange().close());
        } else {
            answer(call, verdict.after().reply());
        }
    }

    private void answer(Call call, Reply reply) throws IOException {
        int status = 200;
        String body;
        try {
            body = guarded.with(c -> apply(call));
        } catch (CloudError e) {
            status = e.httpStatus();
            body = error(call.service(), e, call.requestId());
        }
        if (reply == Reply.LOST) {
            call.exchange().close();
        } else {
            send(call.exchange(), status, body, reply == Reply.TRUNCATED);
        }
    }

    private String apply(Call call) {
        return switch (call.service()) {
            case EC2 -> ec2.run(call.action(), call.form(), call.requestId());
            case ELB -> elb.run(call.action(), call.form(), call.requestId());
            case CLASSIC_ELB -> classic.run(call.action(), call.form(), call.requestId());
        };
    }

    private static void refuse(HttpExchange exchange, Service service, CloudError e, String requestId)
            throws IOException {
        send(exchange, e.httpStatus(), error(service, e, requestId), false);
    }

    private static String error(Service service, CloudError e, String requestId) {
        String message = Optional.ofNullable(e.getMessage()).orElse("");
        if (service == Service.EC2) {
            return Xml.document(
                    "Response",
                    "",
                    xml -> xml.in(
                                    "Errors",
                                    x -> x.in(
                                            "Error",
                                            y -> y.put("Code", e.code()).put("Message", message)))
                            .put("RequestID", requestId));
        }
        return Xml.document(
                "ErrorResponse",
                service == Service.ELB ? ElbActions.NAMESPACE : ClassicActions.NAMESPACE,
                xml -> xml.in(
                                "Error",
                                x -> x.put("Type", e.httpStatus() < 500 ? "Sender" : "Receiver")
                                        .put("Code", e.code())
                                        .put("Message", message))
                        .put("RequestId", requestId));
    }

    /** Sends an answer; a truncated one promises all its bytes and ends the connection after half of them. */
    private static void send(HttpExchange exchange, int status, String text, boolean truncated) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml;charset=UTF-8");
        try {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes, 0, truncated ? bytes.length / 2 : bytes.length);
        } finally {
            exchange.close();
        }
    }
}
