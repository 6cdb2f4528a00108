package io.twinproxy.proxy.redis;

/**
 * Finds the keys of one request after another: a run of words at even distance, and perhaps one more by itself. Where it
 * cannot tell, it says why; only a server may then judge, and only the one server of a pool that has no other.
 */
final class KeyFinder {
    private static final byte[] STORE = Resp.ascii("STORE");
    private static final byte[] STOREDIST = Resp.ascii("STOREDIST");
    private static final String NO_NUMBER = "value is not an integer or out of range";
    private static final String SYNTAX = "syntax error";

    private int lone;
    private int first;
    private int count;
    private int step;
    private boolean blocks;
    private String trouble = "";

    /** The word that is a key by itself, before all others; 0 when there is none. */
    int lone() {
        return lone;
    }

    /** The first word of the run. */
    int first() {
        return first;
    }

    /** How many keys the run has. */
    int count() {
        return count;
    }

    int step() {
        return step;
    }

    /** Whether the request asks to wait for something to happen. */
    boolean blocks() {
        return blocks;
    }

    /** Why the keys cannot be told; empty when they can. */
    String trouble() {
        return trouble;
    }

    void find(RedisCommand command, Words words) {
        lone = 0;
        blocks = false;
        trouble = "";
        run(1, 0, 1);
        switch (command.keys()) {
            case NONE -> {}
            case FIRST -> run(1, 1, 1);
            case SECOND -> run(2, words.count() > 2 ? 1 : 0, 1);
            case FIRST_TWO -> run(1, 2, 1);
            case ALL -> run(1, words.count() - 1, 1);
            case ALL_FROM_SECOND -> run(2, words.count() - 2, 1);
            case PAIRS -> run(1, (words.count() - 1) / 2, 2);
            case COUNTED_BY_FIRST -> counted(command, words, 1);
            case COUNTED_BY_SECOND -> counted(command, words, 2);
            case TARGET_AND_COUNTED -> {
                lone = 1;
                counted(command, words, 2);
            }
            case SORT -> sort(words);
            case GEORADIUS -> {
                run(1, 1, 1);
                findStore(words, command.argumentsMin() + 1);
            }
            case STREAMS -> streams(words);
        }
    }

    private void run(int from, int keys, int distance) {
        first = from;
        count = keys;
        step = distance;
    }

    private void counted(RedisCommand command, Words words, int at) {
        long given = words.number(at);
        boolean script = command.keys() == Keys.COUNTED_BY_SECOND;
        boolean strict =
                command == RedisCommand.SINTERCARD || command == RedisCommand.LMPOP || command == RedisCommand.ZMPOP;
        if (given < 1 && strict) {
            trouble = "numkeys should be greater than 0";
        } else if (given < 0) {
            trouble = NO_NUMBER;
        } else if (given == 0) {
            trouble = script
                    ? "'" + command.shown() + "' without a key names no server, and this pool has several"
                    : "at least 1 input key is needed for '" + command.shown() + "' command";
        } else if (given > words.count() - at - 1) {
            trouble = script || command == RedisCommand.SINTERCARD
                    ? "Number of keys can't be greater than number of args"
                    : SYNTAX;
        } else {
            run(at + 1, (int) given, 1);
        }
    }

    private void sort(Words words) {
        run(1, 1, 1);
        for (int i = 2; i < words.count(); i++) {
            boolean more = i + 1 < words.count();
            if (words.is(i, "LIMIT")) {
                i += 2;
            } else if (more && words.is(i, STORE)) {
                lone = ++i;
            } else if (more && words.is(i, "BY")) {
                pattern(words.contains(++i, '*'));
            } else if (more && words.is(i, "GET")) {
                i++;
                pattern(words.length(i) != 1 || words.wire().getByte(words.start(i)) != '#');
            }
        }
    }

    private void pattern(boolean namesKeys) {
        if (namesKeys) {
            trouble = "BY and GET patterns of SORT name keys that may lie on other servers of this pool";
        }
    }

    private void findStore(Words words, int from) {
        for (int i = from; i + 1 < words.count(); i++) {
            if (words.is(i, STORE) || words.is(i, STOREDIST)) {
                lone = ++i;
            }
        }
    }

    private void streams(Words words) {
        int at = 1;
        while (at < words.count() && !words.is(at, "STREAMS")) {
            blocks |= words.is(at, "BLOCK");
            at += words.is(at, "GROUP") ? 3 : words.is(at, "NOACK") ? 1 : 2;
        }
        int rest = words.count() - at - 1;
        if (rest < 2 || rest % 2 != 0) {
            trouble = SYNTAX;
        } else {
            run(at + 1, rest / 2, 1);
        }
    }
}
