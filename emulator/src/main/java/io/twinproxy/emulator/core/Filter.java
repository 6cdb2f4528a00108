package io.twinproxy.emulator.core;

import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A describe call's filter: it matches when any value matches; * and ? are wildcards. */
public record Filter(String name, List<String> values) {
    public Filter {
        values = List.copyOf(values);
    }

    public static Filter of(String name, String... values) {
        return new Filter(name, List.of(values));
    }

    /** Refuses filters nobody knows: ignoring one would return things that were not asked for. */
    static <T> void check(List<Filter> filters, SortedMap<String, Function<T, List<String>>> known) {
        for (Filter filter : filters) {
            if (!known.containsKey(filter.name()) && !filter.name().startsWith("tag:")) {
                throw CloudError.refused("InvalidParameterValue", "The filter '%s' is invalid", filter.name());
            }
        }
    }

    static <T> boolean all(
            List<Filter> filters,
            SortedMap<String, Function<T, List<String>>> known,
            T thing,
            SortedMap<String, String> tags) {
        return filters.stream().allMatch(filter -> {
            Function<T, List<String>> values = known.get(filter.name());
            if (values != null) {
                return filter.matches(values.apply(thing));
            }
            String tag = tags.get(filter.name().substring("tag:".length()));
            return tag != null && filter.matches(List.of(tag));
        });
    }

    private boolean matches(List<String> actual) {
        return values.stream()
                .map(Filter::pattern)
                .anyMatch(p -> actual.stream().anyMatch(a -> p.matcher(a).matches()));
    }

    private static Pattern pattern(String value) {
        return Pattern.compile(value.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
                .collect(Collectors.joining()));
    }
}
