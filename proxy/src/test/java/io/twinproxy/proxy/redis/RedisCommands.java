package io.twinproxy.proxy.redis;

import java.util.Locale;
import java.util.Random;

/**
 * Random commands whose replies every server gives alike: expiry is at a fixed time in the far future, members of sets are
 * small numbers and hashes are short, so that they come in one order everywhere, and nothing is drawn by the server. Keys are
 * tagged; commands that need their keys on one server take them of one tag.
 */
final class RedisCommands {
    private static final int TAGS = 6;
    private static final String[] WORDS = {"a", "bb", "hello world", "", "12", "-3", "3.5", "\r\n", "x\0y", "\u00ff"};

    private final Random random;

    RedisCommands(Random random) {
        this.random = random;
    }

    /** The words of one command. */
    String[] next() {
        String line = line();
        String[] words = line.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].equals("<v>") ? value() : words[i];
        }
        if (random.nextInt(4) == 0) {
            words[0] = words[0].toUpperCase(Locale.ROOT);
        }
        return words;
    }

    private String value() {
        return random.nextInt(12) == 0 ? "v".repeat(random.nextInt(3000)) : WORDS[random.nextInt(WORDS.length)];
    }

    private String line() {
        int tag = random.nextInt(TAGS);
        return switch (random.nextInt(10)) {
            case 0, 1 -> strings(tag);
            case 2 -> bits(tag);
            case 3 -> lists(tag);
            case 4 -> sets(tag);
            case 5 -> hashes(tag);
            case 6 -> sortedSets(tag);
            case 7 -> others(tag);
            default -> several();
        };
    }

    private String key(String type, int tag) {
        // Now and then a key of another type, for the server's errors.
        String kind = random.nextInt(15) == 0 ? "slhzbxg".charAt(random.nextInt(7)) + "" : type;
        return kind + random.nextInt(4) + "{" + tag + "}";
    }

    private int number() {
        return random.nextInt(40) - 10;
    }

    private static String one(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private String strings(int tag) {
        String k = key("b", tag);
        String k2 = key("b", tag);
        return one(
                random,
                "set " + k + " <v>",
                "get " + k,
                "getset " + k + " <v>",
                "set " + k + " <v> NX GET",
                "set " + k + " <v> KEEPTTL",
                "setnx " + k + " <v>",
                "append " + k + " <v>",
                "strlen " + k,
                "getrange " + k + " " + number() + " " + number(),
                "setrange " + k + " " + random.nextInt(50) + " <v>",
                "incr " + k,
                "decrby " + k + " " + number(),
                "incrbyfloat " + k + " 1.5",
                "getdel " + k,
                "getex " + k + " PERSIST",
                "lcs " + k + " " + k2 + " LEN",
                "rename " + k + " " + k2,
                "renamenx " + k + " " + k2,
                "copy " + k + " " + k2 + " REPLACE",
                "msetnx " + k + " <v> " + k2 + " <v>",
                "get",
                "get " + k + " extra",
                "set " + k + " <v> BOGUS");
    }

    private String bits(int tag) {
        String k = key("b", tag);
        return one(
                random,
                "setbit " + k + " " + random.nextInt(200) + " " + random.nextInt(2),
                "getbit " + k + " " + random.nextInt(200),
                "bitcount " + k,
                "bitcount " + k + " 0 5",
                "bitpos " + k + " 1",
                "bitfield " + k + " INCRBY u8 3 " + number() + " GET i5 0",
                "bitop " + one(random, "and", "or", "xor") + " " + key("b", tag) + " " + k + " " + key("b", tag));
    }

    private String lists(int tag) {
        String k = key("l", tag);
        String k2 = key("l", tag);
        return one(
                random,
                "lpush " + k + " " + number() + " " + number(),
                "rpush " + k + " <v> <v> <v>",
                "lpushx " + k + " x",
                "lpop " + k,
                "rpop " + k + " 2",
                "llen " + k,
                "lindex " + k + " " + number(),
                "lset " + k + " " + number() + " <v>",
                "linsert " + k + " BEFORE 12 <v>",
                "lrem " + k + " 0 a",
                "lrange " + k + " " + number() + " " + number(),
                "lrange " + k + " 0 -1",
                "ltrim " + k + " 0 30",
                "lpos " + k + " a",
                "rpoplpush " + k + " " + k2,
                "lmove " + k + " " + k2 + " LEFT RIGHT",
                "lmpop 2 " + k + " " + k2 + " LEFT COUNT 2",
                "sort " + k + " ALPHA LIMIT 0 5",
                "sort " + k + " ALPHA STORE " + k2);
    }

    private String sets(int tag) {
        String k = key("s", tag);
        String k2 = key("s", tag);
        int n = random.nextInt(60);
        return one(
                random,
                "sadd " + k + " " + n + " " + (n + 1) + " " + (n + 7),
                "srem " + k + " " + n + " " + (n + 1),
                "sismember " + k + " " + n,
                "smismember " + k + " " + n + " 3",
                "scard " + k,
                "smembers " + k,
                "smove " + k + " " + k2 + " " + n,
                "sinter " + k + " " + k2,
                "sunion " + k + " " + k2,
                "sdiff " + k + " " + k2 + " " + key("s", tag),
                "sinterstore " + key("s", tag) + " " + k + " " + k2,
                "sunionstore " + key("s", tag) + " " + k + " " + k2,
                "sdiffstore " + key("s", tag) + " " + k + " " + k2,
                "sintercard 2 " + k + " " + k2 + " LIMIT 3",
                "sscan " + k + " 0",
                "sort " + k + " DESC");
    }

    private String hashes(int tag) {
        String k = key("h", tag);
        String f = "f" + random.nextInt(12);
        return one(
                random,
                "hset " + k + " " + f + " " + number() + " f0 " + f,
                "hmset " + k + " " + f + " " + number(),
                "hsetnx " + k + " " + f + " 1",
                "hget " + k + " " + f,
                "hmget " + k + " " + f + " f1 f2",
                "hgetall " + k,
                "hkeys " + k,
                "hvals " + k,
                "hlen " + k,
                "hexists " + k + " " + f,
                "hdel " + k + " " + f,
                "hincrby " + k + " " + f + " 2",
                "hincrbyfloat " + k + " " + f + " 0.5",
                "hstrlen " + k + " " + f,
                "hscan " + k + " 0",
                "hrandfield " + k + " 0");
    }

    private String sortedSets(int tag) {
        String k = key("z", tag);
        String k2 = key("z", tag);
        String m = "m" + random.nextInt(30);
        return one(
                random,
                "zadd " + k + " " + number() + " " + m + " " + number() + " m1",
                "zadd " + k + " INCR 1.5 " + m,
                "zincrby " + k + " 2 " + m,
                "zscore " + k + " " + m,
                "zmscore " + k + " " + m + " m1",
                "zrank " + k + " " + m,
                "zrevrank " + k + " " + m,
                "zcard " + k,
                "zcount " + k + " -5 (10",
                "zrange " + k + " 0 -1 WITHSCORES",
                "zrangebyscore " + k + " -inf +inf LIMIT 1 3",
                "zrevrangebyscore " + k + " 20 -20 WITHSCORES",
                "zrevrange " + k + " 0 3",
                "zrangebylex " + k + " - +",
                "zlexcount " + k + " - +",
                "zrem " + k + " " + m,
                "zremrangebyrank " + k + " 0 1",
                "zpopmin " + k + " 2",
                "zpopmax " + k,
                "zunion 2 " + k + " " + k2 + " WITHSCORES",
                "zinter 2 " + k + " " + k2,
                "zdiff 2 " + k + " " + k2 + " WITHSCORES",
                "zunionstore " + key("z", tag) + " 2 " + k + " " + k2 + " AGGREGATE MAX",
                "zinterstore " + key("z", tag) + " 2 " + k + " " + k2 + " WEIGHTS 2 3",
                "zrangestore " + k2 + " " + k + " 0 5",
                "zintercard 2 " + k + " " + k2,
                "zmpop 2 " + k + " " + k2 + " MIN");
    }

    private String others(int tag) {
        String g = key("g", tag);
        String x = key("x", tag);
        String p = "p" + random.nextInt(3) + "{" + tag + "}";
        String any = key("b", tag);
        int id = random.nextInt(1_000_000_000);
        return one(
                random,
                "geoadd " + g + " 13.361389 38.115556 palermo 15.087269 37.502669 catania",
                "geodist " + g + " palermo catania km",
                "geohash " + g + " palermo nowhere",
                "geopos " + g + " catania",
                "geosearch " + g + " FROMLONLAT 15 37 BYRADIUS 200 km ASC WITHCOORD",
                "georadius " + g + " 15 37 200 km ASC COUNT 1",
                "geosearchstore " + key("g", tag) + " " + g + " FROMLONLAT 15 37 BYRADIUS 200 km",
                "xadd " + x + " " + id + "-1 f <v>",
                "xlen " + x,
                "xrange " + x + " - + COUNT 3",
                "xrevrange " + x + " + - COUNT 2",
                "xtrim " + x + " MAXLEN 5",
                "xread COUNT 2 STREAMS " + x + " " + key("x", tag) + " 0 0",
                "xgroup CREATE " + x + " grp 0 MKSTREAM",
                "xreadgroup GROUP grp me COUNT 1 STREAMS " + x + " >",
                "xack " + x + " grp " + id + "-1",
                "pfadd " + p + " a b " + number(),
                "pfcount " + p + " p1{" + tag + "}",
                "pfmerge p2{" + tag + "} " + p,
                "type " + any,
                "object encoding " + any,
                "dump " + any,
                "expireat " + any + " 4102444800",
                "expiretime " + any,
                "persist " + any,
                "restore " + any + " 0 junk",
                "eval return{KEYS[1],ARGV[1],redis.call('type',KEYS[1])} 1 " + any + " <v>",
                "eval return{1,{2,{3,'x'}},false,redis.status_reply('fine')} 1 " + any,
                "eval return{{1},redis.error_reply('MY'),{}} 1 " + any,
                "evalsha e0e1f9fabfc9d4800c877a703b823ac0578ff8db 1 " + any,
                "ping",
                "ping <v>",
                "echo <v>",
                "select 0");
    }

    private String several() {
        String command = one(random, "mget", "mget", "mget", "del", "unlink", "exists", "touch", "mset", "mset");
        StringBuilder line = new StringBuilder(command);
        for (int i = random.nextInt(12); i >= 0; i--) {
            line.append(' ').append(key("b", random.nextInt(TAGS))).append(command.equals("mset") ? " <v>" : "");
        }
        return line.toString();
    }
}
