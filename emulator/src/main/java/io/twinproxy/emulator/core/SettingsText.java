package io.twinproxy.emulator.core;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Settings to and from text. The keys are the record's own components, so a new setting needs no second list. */
final class SettingsText {
    private static final Pattern CAPITAL = Pattern.compile("(\\p{Upper})");
    private static final Pattern COMMA = Pattern.compile(",");

    private SettingsText() {}

    static EmulatorSettings read(EmulatorSettings base, SortedMap<String, String> values) {
        List<String> problems = new ArrayList<>();
        SortedMap<String, String> known = write(base);
        for (String key : values.keySet()) {
            if (!known.containsKey(key)) {
                problems.add("unknown key '" + key + "'; nearest is " + Nearest.of(key, known.keySet()));
            }
        }
        RecordComponent[] components = EmulatorSettings.class.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = key(components[i]);
            String text = values.get(key);
            try {
                arguments[i] = text == null ? get(base, components[i]) : value(components[i].getType(), text.trim());
            } catch (IllegalArgumentException e) {
                problems.add(key + ": " + e.getMessage());
                arguments[i] = get(base, components[i]);
            }
        }
        return build(components, arguments, problems);
    }

    private static EmulatorSettings build(RecordComponent[] components, Object[] arguments, List<String> problems) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        EmulatorSettings settings = EmulatorSettings.DEFAULTS;
        try {
            Constructor<EmulatorSettings> constructor = EmulatorSettings.class.getDeclaredConstructor(types);
            settings = constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SettingsException refused)) {
                throw new IllegalStateException("the settings record cannot be built", e);
            }
            problems.addAll(refused.problems());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the settings record cannot be built", e);
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    static SortedMap<String, String> write(EmulatorSettings settings) {
        SortedMap<String, String> map = new TreeMap<>();
        for (RecordComponent component : EmulatorSettings.class.getRecordComponents()) {
            map.put(key(component), print(get(settings, component)));
        }
        return Collections.unmodifiableSortedMap(map);
    }

    static SortedMap<String, String> lines(String text) {
        SortedMap<String, String> map = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        text.lines()
                .map(String::trim)
                .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                .forEach(line -> {
                    int split = line.indexOf('=') < 0 ? line.indexOf(':') : line.indexOf('=');
                    if (split <= 0) {
                        problems.add("'" + line + "' is neither key=value nor key: value");
                    } else if (map.put(
                                    line.substring(0, split).trim(),
                                    line.substring(split + 1).trim())
                            != null) {
                        problems.add("key '" + line.substring(0, split).trim() + "' is given twice");
                    }
                });
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return map;
    }

    static SortedMap<String, String> pairs(String... keysAndValues) {
        if (keysAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("keys and values must alternate");
        }
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static String key(RecordComponent component) {
        return CAPITAL.matcher(component.getName()).replaceAll("-$1").toLowerCase(Locale.ROOT);
    }

    private static Object get(EmulatorSettings settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the settings record cannot be read", e);
        }
    }

    private static Object value(Class<?> type, String text) {
        if (type == Delay.class) {
            return Delay.parse(text);
        } else if (type == Duration.class) {
            return Durations.parse(text);
        } else if (type == boolean.class) {
            return bool(text);
        } else if (type == SortedSet.class) {
            return COMMA.splitAsStream(text)
                    .map(String::trim)
                    .filter(s -> !s.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        } else if (type.isEnum()) {
            return constant(type, text);
        }
        return number(type, text);
    }

    private static Object number(Class<?> type, String text) {
        try {
            return type == int.class ? (Object) Integer.valueOf(text) : (Object) Double.valueOf(text);
        } catch (NumberFormatException e) {
            String allowed = type == int.class ? "a whole number" : "a number";
            throw new IllegalArgumentException("'" + text + "' is not " + allowed, e);
        }
    }

    private static Boolean bool(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (print(constant).equals(text)) {
                return constant;
            }
        }
        String allowed =
                Arrays.stream(type.getEnumConstants()).map(SettingsText::print).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("'" + text + "' is not one of " + allowed);
    }

    private static String print(Object value) {
        if (value instanceof Duration duration) {
            return Durations.print(duration);
        } else if (value instanceof SortedSet<?> set) {
            return set.stream().map(String::valueOf).collect(Collectors.joining(","));
        } else if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return String.valueOf(value);
    }
}
