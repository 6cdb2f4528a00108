package io.twinproxy.proxy.redis;

/** Why a command is refused, as the end of a sentence for the client. */
enum Why {
    BLOCKS("it would hold up all clients that share a connection to its server"),
    SUBSCRIBES("messages nobody asked for cannot be told from replies on a connection that clients share"),
    TRANSACTION("a transaction would be that of all clients that share a connection to its server"),
    CONNECTION("it would change a connection that clients share"),
    WHOLE("it concerns all keys, and the proxy passes on what concerns some"),
    SERVER("it concerns one server, and must be asked of that server itself"),
    DATABASE("the pool is one database, which its redis_db says");

    private final String sentence;

    Why(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
