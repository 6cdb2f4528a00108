package io.twinproxy.proxy.redis;

import io.twinproxy.proxy.protocol.CommandFact;
import io.twinproxy.proxy.protocol.CommandFact.How;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The commands: where the keys of each are, how many words it must have for them to be there, and how the parts of a split
 * one are joined; or how many words one may have that the proxy answers itself; or why one is refused. Whether a command's
 * other words make sense is for the server to say.
 */
enum RedisCommand {
    // One key, short replies.
    PERSIST(Keys.FIRST, 1, Size.SHORT),
    PTTL(Keys.FIRST, 1, Size.SHORT),
    TTL(Keys.FIRST, 1, Size.SHORT),
    TYPE(Keys.FIRST, 1, Size.SHORT),
    DECR(Keys.FIRST, 1, Size.SHORT),
    INCR(Keys.FIRST, 1, Size.SHORT),
    STRLEN(Keys.FIRST, 1, Size.SHORT),
    HLEN(Keys.FIRST, 1, Size.SHORT),
    LLEN(Keys.FIRST, 1, Size.SHORT),
    SCARD(Keys.FIRST, 1, Size.SHORT),
    ZCARD(Keys.FIRST, 1, Size.SHORT),
    XLEN(Keys.FIRST, 1, Size.SHORT),
    EXPIRETIME(Keys.FIRST, 1, Size.SHORT),
    PEXPIRETIME(Keys.FIRST, 1, Size.SHORT),
    EXPIRE(Keys.FIRST, 2, Size.SHORT),
    EXPIREAT(Keys.FIRST, 2, Size.SHORT),
    PEXPIRE(Keys.FIRST, 2, Size.SHORT),
    PEXPIREAT(Keys.FIRST, 2, Size.SHORT),
    APPEND(Keys.FIRST, 2, Size.SHORT),
    DECRBY(Keys.FIRST, 2, Size.SHORT),
    GETBIT(Keys.FIRST, 2, Size.SHORT),
    INCRBY(Keys.FIRST, 2, Size.SHORT),
    INCRBYFLOAT(Keys.FIRST, 2, Size.SHORT),
    SETNX(Keys.FIRST, 2, Size.SHORT),
    HEXISTS(Keys.FIRST, 2, Size.SHORT),
    HSTRLEN(Keys.FIRST, 2, Size.SHORT),
    SISMEMBER(Keys.FIRST, 2, Size.SHORT),
    ZRANK(Keys.FIRST, 2, Size.SHORT),
    ZREVRANK(Keys.FIRST, 2, Size.SHORT),
    ZSCORE(Keys.FIRST, 2, Size.SHORT),
    HDEL(Keys.FIRST, 2, Size.SHORT),
    LPUSH(Keys.FIRST, 2, Size.SHORT),
    LPUSHX(Keys.FIRST, 2, Size.SHORT),
    RPUSH(Keys.FIRST, 2, Size.SHORT),
    RPUSHX(Keys.FIRST, 2, Size.SHORT),
    SADD(Keys.FIRST, 2, Size.SHORT),
    SREM(Keys.FIRST, 2, Size.SHORT),
    ZREM(Keys.FIRST, 2, Size.SHORT),
    XDEL(Keys.FIRST, 2, Size.SHORT),
    PSETEX(Keys.FIRST, 3, Size.SHORT),
    SETBIT(Keys.FIRST, 3, Size.SHORT),
    SETEX(Keys.FIRST, 3, Size.SHORT),
    SETRANGE(Keys.FIRST, 3, Size.SHORT),
    HINCRBY(Keys.FIRST, 3, Size.SHORT),
    HINCRBYFLOAT(Keys.FIRST, 3, Size.SHORT),
    HSETNX(Keys.FIRST, 3, Size.SHORT),
    LREM(Keys.FIRST, 3, Size.SHORT),
    LSET(Keys.FIRST, 3, Size.SHORT),
    LTRIM(Keys.FIRST, 3, Size.SHORT),
    ZCOUNT(Keys.FIRST, 3, Size.SHORT),
    ZLEXCOUNT(Keys.FIRST, 3, Size.SHORT),
    ZINCRBY(Keys.FIRST, 3, Size.SHORT),
    ZREMRANGEBYLEX(Keys.FIRST, 3, Size.SHORT),
    ZREMRANGEBYRANK(Keys.FIRST, 3, Size.SHORT),
    ZREMRANGEBYSCORE(Keys.FIRST, 3, Size.SHORT),
    XACK(Keys.FIRST, 3, Size.SHORT),
    XTRIM(Keys.FIRST, 3, Size.SHORT),
    HSET(Keys.FIRST, 3, Size.SHORT),
    HMSET(Keys.FIRST, 3, Size.SHORT),
    RESTORE(Keys.FIRST, 3, Size.SHORT),
    ZADD(Keys.FIRST, 3, Size.SHORT),
    LINSERT(Keys.FIRST, 4, Size.SHORT),
    XADD(Keys.FIRST, 4, Size.SHORT),
    GEOADD(Keys.FIRST, 4, Size.SHORT),
    BITCOUNT(Keys.FIRST, 1, Size.SHORT),
    PFADD(Keys.FIRST, 1, Size.SHORT),
    BITPOS(Keys.FIRST, 2, Size.SHORT),
    LPOS(Keys.FIRST, 2, Size.SHORT),
    XSETID(Keys.FIRST, 2, Size.SHORT),
    GEODIST(Keys.FIRST, 3, Size.SHORT),
    // One key, replies that hold data.
    GET(Keys.FIRST, 1, Size.OPEN),
    GETDEL(Keys.FIRST, 1, Size.OPEN),
    GETEX(Keys.FIRST, 1, Size.OPEN),
    DUMP(Keys.FIRST, 1, Size.OPEN),
    HGETALL(Keys.FIRST, 1, Size.OPEN),
    HKEYS(Keys.FIRST, 1, Size.OPEN),
    HVALS(Keys.FIRST, 1, Size.OPEN),
    SMEMBERS(Keys.FIRST, 1, Size.OPEN),
    HRANDFIELD(Keys.FIRST, 1, Size.OPEN),
    LPOP(Keys.FIRST, 1, Size.OPEN),
    RPOP(Keys.FIRST, 1, Size.OPEN),
    SPOP(Keys.FIRST, 1, Size.OPEN),
    SRANDMEMBER(Keys.FIRST, 1, Size.OPEN),
    ZPOPMAX(Keys.FIRST, 1, Size.OPEN),
    ZPOPMIN(Keys.FIRST, 1, Size.OPEN),
    ZRANDMEMBER(Keys.FIRST, 1, Size.OPEN),
    BITFIELD(Keys.FIRST, 1, Size.OPEN),
    BITFIELD_RO(Keys.FIRST, 1, Size.OPEN),
    GEOHASH(Keys.FIRST, 1, Size.OPEN),
    GEOPOS(Keys.FIRST, 1, Size.OPEN),
    SET(Keys.FIRST, 2, Size.OPEN),
    GETSET(Keys.FIRST, 2, Size.OPEN),
    HGET(Keys.FIRST, 2, Size.OPEN),
    HMGET(Keys.FIRST, 2, Size.OPEN),
    HSCAN(Keys.FIRST, 2, Size.OPEN),
    SSCAN(Keys.FIRST, 2, Size.OPEN),
    ZSCAN(Keys.FIRST, 2, Size.OPEN),
    LINDEX(Keys.FIRST, 2, Size.OPEN),
    SMISMEMBER(Keys.FIRST, 2, Size.OPEN),
    ZMSCORE(Keys.FIRST, 2, Size.OPEN),
    XPENDING(Keys.FIRST, 2, Size.OPEN),
    GETRANGE(Keys.FIRST, 3, Size.OPEN),
    SUBSTR(Keys.FIRST, 3, Size.OPEN),
    LRANGE(Keys.FIRST, 3, Size.OPEN),
    ZRANGE(Keys.FIRST, 3, Size.OPEN),
    ZRANGEBYLEX(Keys.FIRST, 3, Size.OPEN),
    ZRANGEBYSCORE(Keys.FIRST, 3, Size.OPEN),
    ZREVRANGE(Keys.FIRST, 3, Size.OPEN),
    ZREVRANGEBYLEX(Keys.FIRST, 3, Size.OPEN),
    ZREVRANGEBYSCORE(Keys.FIRST, 3, Size.OPEN),
    XRANGE(Keys.FIRST, 3, Size.OPEN),
    XREVRANGE(Keys.FIRST, 3, Size.OPEN),
    XCLAIM(Keys.FIRST, 5, Size.OPEN),
    XAUTOCLAIM(Keys.FIRST, 5, Size.OPEN),
    GEOSEARCH(Keys.FIRST, 6, Size.OPEN),
    GEORADIUS_RO(Keys.FIRST, 5, Size.OPEN),
    GEORADIUSBYMEMBER_RO(Keys.FIRST, 4, Size.OPEN),
    // One key; of servers newer than 7.0.
    HPERSIST(Keys.FIRST, 4, Size.SHORT),
    HTTL(Keys.FIRST, 4, Size.SHORT),
    HPTTL(Keys.FIRST, 4, Size.SHORT),
    HEXPIRETIME(Keys.FIRST, 4, Size.SHORT),
    HPEXPIRETIME(Keys.FIRST, 4, Size.SHORT),
    HEXPIRE(Keys.FIRST, 5, Size.SHORT),
    HPEXPIRE(Keys.FIRST, 5, Size.SHORT),
    HEXPIREAT(Keys.FIRST, 5, Size.SHORT),
    HPEXPIREAT(Keys.FIRST, 5, Size.SHORT),
    HGETDEL(Keys.FIRST, 4, Size.OPEN),
    HGETEX(Keys.FIRST, 4, Size.OPEN),
    HSETEX(Keys.FIRST, 5, Size.SHORT),
    // The key behind a word that says what is wanted.
    OBJECT(Keys.SECOND, 1, Size.SHORT),
    XGROUP(Keys.SECOND, 1, Size.SHORT),
    XINFO(Keys.SECOND, 1, Size.OPEN),
    MEMORY(Keys.SECOND, 1, Size.OPEN),
    // Split by key.
    MGET(Keys.ALL, 1, Size.OPEN, RedisJoint.ARRAY),
    DEL(Keys.ALL, 1, Size.SHORT, RedisJoint.SUM),
    UNLINK(Keys.ALL, 1, Size.SHORT, RedisJoint.SUM),
    TOUCH(Keys.ALL, 1, Size.SHORT, RedisJoint.SUM),
    EXISTS(Keys.ALL, 1, Size.SHORT, RedisJoint.SUM),
    MSET(Keys.PAIRS, 2, Size.SHORT, RedisJoint.FIRST),
    // Several keys that must be on one server.
    RENAME(Keys.FIRST_TWO, 2, Size.SHORT),
    RENAMENX(Keys.FIRST_TWO, 2, Size.SHORT),
    COPY(Keys.FIRST_TWO, 2, Size.SHORT),
    SMOVE(Keys.FIRST_TWO, 3, Size.SHORT),
    RPOPLPUSH(Keys.FIRST_TWO, 2, Size.OPEN),
    LCS(Keys.FIRST_TWO, 2, Size.OPEN),
    LMOVE(Keys.FIRST_TWO, 4, Size.OPEN),
    ZRANGESTORE(Keys.FIRST_TWO, 4, Size.SHORT),
    GEOSEARCHSTORE(Keys.FIRST_TWO, 7, Size.SHORT),
    MSETNX(Keys.PAIRS, 2, Size.SHORT),
    BITOP(Keys.ALL_FROM_SECOND, 3, Size.SHORT),
    PFCOUNT(Keys.ALL, 1, Size.SHORT),
    PFMERGE(Keys.ALL, 1, Size.SHORT),
    SDIFF(Keys.ALL, 1, Size.OPEN),
    SINTER(Keys.ALL, 1, Size.OPEN),
    SUNION(Keys.ALL, 1, Size.OPEN),
    SDIFFSTORE(Keys.ALL, 2, Size.SHORT),
    SINTERSTORE(Keys.ALL, 2, Size.SHORT),
    SUNIONSTORE(Keys.ALL, 2, Size.SHORT),
    SINTERCARD(Keys.COUNTED_BY_FIRST, 2, Size.SHORT),
    ZINTERCARD(Keys.COUNTED_BY_FIRST, 2, Size.SHORT),
    ZDIFF(Keys.COUNTED_BY_FIRST, 2, Size.OPEN),
    ZINTER(Keys.COUNTED_BY_FIRST, 2, Size.OPEN),
    ZUNION(Keys.COUNTED_BY_FIRST, 2, Size.OPEN),
    LMPOP(Keys.COUNTED_BY_FIRST, 3, Size.OPEN),
    ZMPOP(Keys.COUNTED_BY_FIRST, 3, Size.OPEN),
    ZDIFFSTORE(Keys.TARGET_AND_COUNTED, 3, Size.SHORT),
    ZINTERSTORE(Keys.TARGET_AND_COUNTED, 3, Size.SHORT),
    ZUNIONSTORE(Keys.TARGET_AND_COUNTED, 3, Size.SHORT),
    EVAL(Keys.COUNTED_BY_SECOND, 2, Size.OPEN),
    EVALSHA(Keys.COUNTED_BY_SECOND, 2, Size.OPEN),
    EVAL_RO(Keys.COUNTED_BY_SECOND, 2, Size.OPEN),
    EVALSHA_RO(Keys.COUNTED_BY_SECOND, 2, Size.OPEN),
    FCALL(Keys.COUNTED_BY_SECOND, 2, Size.OPEN),
    FCALL_RO(Keys.COUNTED_BY_SECOND, 2, Size.OPEN),
    SORT(Keys.SORT, 1, Size.OPEN),
    SORT_RO(Keys.SORT, 1, Size.OPEN),
    GEORADIUS(Keys.GEORADIUS, 5, Size.OPEN),
    GEORADIUSBYMEMBER(Keys.GEORADIUS, 4, Size.OPEN),
    XREAD(Keys.STREAMS, 3, Size.OPEN),
    XREADGROUP(Keys.STREAMS, 6, Size.OPEN),
    // Without a key.
    COMMAND(Keys.NONE, 0, Size.OPEN),
    LOLWUT(Keys.NONE, 0, Size.OPEN),
    SCRIPT(Keys.NONE, 1, Size.SHORT, RedisJoint.FIRST),
    // Answered by the proxy.
    PING(0, 1),
    ECHO(1, 1),
    SELECT(1, 1),
    QUIT(0),
    AUTH(1, 2),
    HELLO(0),
    INFO(0),
    CLIENT(1),
    // Refused.
    BLPOP(Why.BLOCKS),
    BRPOP(Why.BLOCKS),
    BRPOPLPUSH(Why.BLOCKS),
    BLMOVE(Why.BLOCKS),
    BLMPOP(Why.BLOCKS),
    BZPOPMIN(Why.BLOCKS),
    BZPOPMAX(Why.BLOCKS),
    BZMPOP(Why.BLOCKS),
    WAIT(Why.BLOCKS),
    WAITAOF(Why.BLOCKS),
    SUBSCRIBE(Why.SUBSCRIBES),
    PSUBSCRIBE(Why.SUBSCRIBES),
    SSUBSCRIBE(Why.SUBSCRIBES),
    UNSUBSCRIBE(Why.SUBSCRIBES),
    PUNSUBSCRIBE(Why.SUBSCRIBES),
    SUNSUBSCRIBE(Why.SUBSCRIBES),
    PUBLISH(Why.SUBSCRIBES),
    SPUBLISH(Why.SUBSCRIBES),
    PUBSUB(Why.SUBSCRIBES),
    MONITOR(Why.SUBSCRIBES),
    SYNC(Why.SUBSCRIBES),
    PSYNC(Why.SUBSCRIBES),
    MULTI(Why.TRANSACTION),
    EXEC(Why.TRANSACTION),
    DISCARD(Why.TRANSACTION),
    WATCH(Why.TRANSACTION),
    UNWATCH(Why.TRANSACTION),
    ASKING(Why.CONNECTION),
    READONLY(Why.CONNECTION),
    READWRITE(Why.CONNECTION),
    RESET(Why.CONNECTION),
    KEYS(Why.WHOLE),
    SCAN(Why.WHOLE),
    RANDOMKEY(Why.WHOLE),
    DBSIZE(Why.WHOLE),
    FLUSHALL(Why.WHOLE),
    FLUSHDB(Why.WHOLE),
    ACL(Why.SERVER),
    BGREWRITEAOF(Why.SERVER),
    BGSAVE(Why.SERVER),
    CLUSTER(Why.SERVER),
    CONFIG(Why.SERVER),
    DEBUG(Why.SERVER),
    FAILOVER(Why.SERVER),
    FUNCTION(Why.SERVER),
    LASTSAVE(Why.SERVER),
    LATENCY(Why.SERVER),
    MIGRATE(Why.SERVER),
    MODULE(Why.SERVER),
    PFDEBUG(Why.SERVER),
    PFSELFTEST(Why.SERVER),
    REPLCONF(Why.SERVER),
    REPLICAOF(Why.SERVER),
    ROLE(Why.SERVER),
    SAVE(Why.SERVER),
    SHUTDOWN(Why.SERVER),
    SLAVEOF(Why.SERVER),
    SLOWLOG(Why.SERVER),
    TIME(Why.SERVER),
    MOVE(Why.DATABASE),
    SWAPDB(Why.DATABASE);

    /** How much a reply may hold: a number or a word, or what clients have stored. */
    enum Size {
        SHORT,
        OPEN
    }

    private static final int MANY = Integer.MAX_VALUE;

    @SuppressWarnings("ImmutableEnumChecker") // Written in the constructor only.
    private final byte[] word = name().getBytes(StandardCharsets.US_ASCII);

    private final String shown = name().toLowerCase(Locale.ROOT);
    private final Keys keys;
    private final int argumentsMin;
    private final int argumentsMax;
    private final Size size;
    private final boolean own;

    @SuppressWarnings("ImmutableEnumChecker") // An enum, or nothing.
    private final Optional<RedisJoint> joint;

    @SuppressWarnings("ImmutableEnumChecker") // An enum, or nothing.
    private final Optional<Why> why;

    /** Passed on to one server. */
    RedisCommand(Keys keys, int argumentsMin, Size size) {
        this(keys, argumentsMin, MANY, size, false, Optional.empty(), Optional.empty());
    }

    /** Passed on to as many servers as must hear it. */
    RedisCommand(Keys keys, int argumentsMin, Size size, RedisJoint joint) {
        this(keys, argumentsMin, MANY, size, false, Optional.of(joint), Optional.empty());
    }

    /** Answered by the proxy, whatever follows. */
    RedisCommand(int argumentsMin) {
        this(argumentsMin, MANY);
    }

    /** Answered by the proxy. */
    RedisCommand(int argumentsMin, int argumentsMax) {
        this(Keys.NONE, argumentsMin, argumentsMax, Size.SHORT, true, Optional.empty(), Optional.empty());
    }

    /** Refused. */
    RedisCommand(Why why) {
        this(Keys.NONE, 0, MANY, Size.SHORT, false, Optional.empty(), Optional.of(why));
    }

    RedisCommand(
            Keys keys,
            int argumentsMin,
            int argumentsMax,
            Size size,
            boolean own,
            Optional<RedisJoint> joint,
            Optional<Why> why) {
        this.keys = keys;
        this.argumentsMin = argumentsMin;
        this.argumentsMax = argumentsMax;
        this.size = size;
        this.own = own;
        this.joint = joint;
        this.why = why;
    }

    CommandFact fact() {
        return new CommandFact(name(), how(), why.map(Why::sentence).orElse(""));
    }

    private How how() {
        if (why.isPresent()) {
            return How.REFUSED;
        }
        if (own) {
            return How.OWN;
        }
        if (joint.isPresent()) {
            return keys == Keys.NONE ? How.EVERY_SERVER : How.SPLIT;
        }
        return switch (keys) {
            case NONE -> How.ANY_SERVER;
            case FIRST, SECOND -> How.ONE_KEY;
            default -> How.ONE_SERVER;
        };
    }

    /** In capitals. */
    byte[] word() {
        return word;
    }

    /** In small letters, as messages show it. */
    String shown() {
        return shown;
    }

    Keys keys() {
        return keys;
    }

    int argumentsMin() {
        return argumentsMin;
    }

    /** Whether it has as many arguments as are needed to find its keys, or to answer it. */
    boolean takes(int arguments) {
        return arguments >= argumentsMin && arguments <= argumentsMax && (keys != Keys.PAIRS || arguments % 2 == 0);
    }

    Size size() {
        return size;
    }

    /** Whether the proxy answers it itself. */
    boolean own() {
        return own;
    }

    /** How the parts of a split request are joined; absent when it is never split. */
    Optional<RedisJoint> joint() {
        return joint;
    }

    /** Why it is refused, if it is. */
    Optional<Why> why() {
        return why;
    }
}
