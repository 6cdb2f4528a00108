package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.CloudError;
import io.twinproxy.emulator.core.Filter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The parameters of a query-protocol request, with the numbered lists both services use. */
final class Form {
    private static final Pattern AMPERSAND = Pattern.compile("&");

    /** More than any describe call of ours names; keeps a malformed request from counting on and on. */
    private static final int LIST_MAX = 1000;

    private final SortedMap<String, String> values = new TreeMap<>();

    private Form() {}

    static Form parse(String body) {
        Form form = new Form();
        for (String pair : AMPERSAND.split(body, -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CloudError("MalformedQueryString", 400, "The query string is malformed: " + e.getMessage());
        }
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(v -> !v.isEmpty());
    }

    String get(String name) {
        return find(name)
                .orElseThrow(() ->
                        new CloudError("MissingParameter", 400, "The request must contain the parameter " + name));
    }

    boolean flag(String name) {
        return flag(name, false);
    }

    boolean flag(String name, boolean otherwise) {
        return find(name).map(Boolean::parseBoolean).orElse(otherwise);
    }

    OptionalInt findInt(String name) {
        Optional<String> text = find(name);
        try {
            return text.isPresent() ? OptionalInt.of(Integer.parseInt(text.get())) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            throw invalid(name, text.orElse(""));
        }
    }

    int getInt(String name) {
        return findInt(name).orElseThrow(() -> invalid(name, get(name)));
    }

    private static CloudError invalid(String name, String value) {
        return new CloudError("InvalidParameterValue", 400, "Value (" + value + ") for " + name + " is invalid.");
    }

    /** The values of {@code NAME.1}, {@code NAME.2} and so on. */
    List<String> list(String name) {
        List<String> list = new ArrayList<>();
        for (int i = 1; i <= LIST_MAX && values.containsKey(name + "." + i); i++) {
            list.add(values.get(name + "." + i));
        }
        return list;
    }

    List<Filter> filters() {
        List<Filter> filters = new ArrayList<>();
        for (int i = 1; i <= count("Filter", "Name"); i++) {
            filters.add(new Filter(get("Filter." + i + ".Name"), list("Filter." + i + ".Value")));
        }
        return filters;
    }

    /** The tags of every specification in a create call. */
    SortedMap<String, String> tags() {
        SortedMap<String, String> tags = new TreeMap<>();
        for (int i = 1; i <= count("TagSpecification", "ResourceType"); i++) {
            String name = "TagSpecification." + i + ".Tag";
            for (int j = 1; j <= count(name, "Key"); j++) {
                tags.put(
                        get(name + "." + j + ".Key"),
                        find(name + "." + j + ".Value").orElse(""));
            }
        }
        return tags;
    }

    /** How many entries {@code NAME.i.FIELD} has. */
    int count(String name, String field) {
        int count = 0;
        while (count < LIST_MAX && values.containsKey(name + "." + (count + 1) + "." + field)) {
            count++;
        }
        return count;
    }
}
