package io.twinproxy.emulator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.Script;
import io.twinproxy.emulator.core.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The emulator's own control. {@code POST /_emulator/faults} takes lines {@code key=value}: any key of the settings,
 * and {@code next} (a script), {@code stuck} and {@code unstuck} (an interface whose detach never ends), {@code clear}.
 * All lines hold or none does. {@code GET /_emulator/faults} lists the settings, {@code GET /_emulator/journal} what
 * happened.
 */
final class ControlHandler implements HttpHandler {
    private static final int BODY_MAX = 1 << 16;

    private final Guarded guarded;

    ControlHandler(Guarded guarded) {
        this.guarded = guarded;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String what =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        switch (what) {
            case "GET /_emulator/journal" -> send(exchange, 200, guarded.with(ControlHandler::journal));
            case "GET /_emulator/faults" -> send(exchange, 200, guarded.with(ControlHandler::settings));
            case "POST /_emulator/faults" -> change(exchange);
            default ->
                send(
                        exchange,
                        404,
                        what + " is not here; allowed are GET /_emulator/journal, GET and POST /_emulator/faults\n");
        }
    }

    private static String journal(Cloud cloud) {
        cloud.settle();
        return cloud.journal().entries().stream().map(e -> e + "\n").collect(Collectors.joining());
    }

    private static String settings(Cloud cloud) {
        return cloud.settings().toMap().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private void change(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX + 1);
        if (body.length > BODY_MAX) {
            send(exchange, 413, "more than " + BODY_MAX + " bytes\n");
            return;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            guarded.with(cloud -> {
                apply(cloud, text);
                return cloud;
            });
            send(exchange, 200, guarded.with(ControlHandler::settings));
        } catch (SettingsException e) {
            send(exchange, 400, String.join("\n", e.problems()) + "\n");
        }
    }

    private static void apply(Cloud cloud, String text) {
        SortedMap<String, String> values = new TreeMap<>();
        List<Runnable> orders = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String line : text.lines().map(String::trim).toList()) {
            int equals = line.indexOf('=');
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String key = equals < 0 ? line : line.substring(0, equals).trim();
            String value = equals < 0 ? "" : line.substring(equals + 1).trim();
            try {
                switch (key) {
                    case "next" -> {
                        Script script = Script.parse(value);
                        orders.add(() -> cloud.faults().script(script));
                    }
                    case "stuck" -> orders.add(() -> cloud.faults().stickDetach(value));
                    case "unstuck" -> orders.add(() -> cloud.faults().unstick(value));
                    case "clear" -> orders.add(() -> cloud.faults().clear());
                    default -> values.put(key, value);
                }
            } catch (IllegalArgumentException e) {
                problems.add(key + ": " + e.getMessage());
            }
        }
        try {
            var changed = cloud.settings().with(values);
            if (problems.isEmpty()) {
                cloud.settings(changed);
                orders.forEach(Runnable::run);
            }
        } catch (SettingsException e) {
            problems.addAll(e.problems());
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain;charset=UTF-8");
        try {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } finally {
            exchange.close();
        }
    }
}
