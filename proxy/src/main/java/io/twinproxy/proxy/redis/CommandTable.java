package io.twinproxy.proxy.redis;

import org.jspecify.annotations.Nullable;

/** Finds a command by its word, in whatever case: a hash table over the word's letters, read where they lie. */
final class CommandTable {
    /** A power of two, and so many times the number of commands that two seldom meet. */
    private static final int SLOTS = 2048;

    private static final @Nullable RedisCommand[] TABLE = new RedisCommand[SLOTS];
    private static final int WORD_BYTES_MAX;

    static {
        int longest = 0;
        for (RedisCommand command : RedisCommand.values()) {
            int hash = 0;
            for (byte letter : command.word()) {
                hash = mixed(hash, letter);
            }
            int slot = slot(hash);
            while (TABLE[slot] != null) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            TABLE[slot] = command;
            longest = Math.max(longest, command.word().length);
        }
        WORD_BYTES_MAX = longest;
    }

    private CommandTable() {}

    /** The command of word 0, or null when there is none of that name. */
    static @Nullable RedisCommand find(Words words) {
        int length = words.length(0);
        if (length > WORD_BYTES_MAX) {
            return null;
        }
        int start = words.start(0);
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = mixed(hash, Words.capital(words.wire().getByte(start + i)));
        }
        int slot = slot(hash);
        RedisCommand command;
        while ((command = TABLE[slot]) != null) {
            if (words.is(0, command.word())) {
                return command;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return null;
    }

    private static int mixed(int hash, byte letter) {
        return 31 * hash + letter;
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 11)) & (SLOTS - 1);
    }
}
