package io.twinproxy.proxy.client;

import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.backend.BackendConnection;
import io.twinproxy.proxy.backend.Call;
import io.twinproxy.proxy.backend.Loop;
import io.twinproxy.proxy.backend.Pool;
import io.twinproxy.proxy.backend.Route;
import io.twinproxy.proxy.hash.Distribution;
import io.twinproxy.proxy.hash.Placement;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Spread;
import io.twinproxy.proxy.stats.PoolField;

/** Sends one client's requests to the backends their keys belong to, splitting those that span several. */
final class Router {
    private static final int[] NO_KEYS = {};

    private final ClientSession client;
    private final Pool pool;
    private final Loop loop;
    private final int serial;

    /** @param serial decides which of several connections to a backend this client sticks to */
    Router(ClientSession client, Pool pool, Loop loop, int serial) {
        this.client = client;
        this.pool = pool;
        this.loop = loop;
        this.serial = serial;
    }

    /** Takes over a request that is to be passed on. */
    void send(ClientRequest request) {
        // One route for all keys, so that a request is never split by one ring and sent by another.
        Route route = pool.route();
        int keys = request.keyCount();
        if (keys == 1 && request.spread() != Spread.ALONE) {
            forward(route, request, backendOf(route, request, 0));
        } else if (keys == 0 || request.spread() == Spread.ALONE) {
            sendWithoutKeys(route, request);
        } else {
            int[] backends = new int[keys];
            boolean one = true;
            for (int key = 0; key < keys; key++) {
                backends[key] = backendOf(route, request, key);
                one &= backends[key] == backends[0];
            }
            // A random draw is as good as another, so the first key's is taken for all that must stay together.
            boolean drawn = route.config().distribution() == Distribution.RANDOM;
            if (one || backends[0] == Placement.NOWHERE || (drawn && request.spread() == Spread.TOGETHER)) {
                forward(route, request, backends[0]);
            } else if (request.spread() == Spread.BY_KEY) {
                split(route, request, backends);
            } else {
                refuse(request, request.refusal());
            }
        }
    }

    private int backendOf(Route route, ClientRequest request, int key) {
        return route.backendOf(request.keyBytes(), request.keyStart(key), request.keyLength(key), loop.scratch());
    }

    private void sendWithoutKeys(Route route, ClientRequest request) {
        if (request.spread() == Spread.EVERYWHERE) {
            sendEverywhere(route, request);
        } else if (request.spread() == Spread.ANYWHERE || route.backends().size() == 1) {
            forward(route, request, firstLive(route));
        } else {
            refuse(request, request.refusal());
        }
    }

    private static String nowhere(Route route) {
        return route.backends().isEmpty() ? ErrorReply.NO_SERVERS : ErrorReply.NO_LIVE_BACKEND;
    }

    private static int firstLive(Route route) {
        if (route.backends().isEmpty()) {
            return Placement.NOWHERE;
        }
        for (int backend = 0; backend < route.backends().size(); backend++) {
            if (route.backends().get(backend).state() == Backend.State.IN) {
                return backend;
            }
        }
        return route.backends().get(0).state() == Backend.State.EJECTED ? Placement.NOWHERE : 0;
    }

    /** Answers a request with an error in its place. */
    void refuse(ClientRequest request, String text) {
        Exchange exchange = client.enqueue(new Exchange(client, request.quiet(), false));
        request.release();
        exchange.fail(text);
    }

    private void forward(Route route, ClientRequest request, int backend) {
        if (backend == Placement.NOWHERE) {
            refuse(request, nowhere(route));
            return;
        }
        Exchange exchange = client.enqueue(new Exchange(client, request.quiet(), false));
        exchange.expect(request);
        dispatch(
                route,
                backend,
                new Call(request, loop.recentNanos(), pool.timeoutNanos(), exchange),
                request.variant());
    }

    private void split(Route route, ClientRequest request, int[] backends) {
        int count = route.backends().size();
        int[] keysOf = new int[count];
        for (int backend : backends) {
            keysOf[backend]++;
        }
        int[] fragmentOf = new int[count];
        int fragments = 0;
        for (int backend = 0; backend < count; backend++) {
            fragmentOf[backend] = keysOf[backend] > 0 ? fragments++ : -1;
        }
        int[] fragmentOfKey = new int[backends.length];
        for (int key = 0; key < backends.length; key++) {
            fragmentOfKey[key] = fragmentOf[backends[key]];
        }
        SplitExchange exchange = expect(request, fragmentOfKey, fragments);
        long now = loop.recentNanos();
        Call[] calls = new Call[count];
        int[] keys = new int[backends.length];
        for (int backend = 0; backend < count; backend++) {
            if (keysOf[backend] > 0) {
                int held = 0;
                for (int key = 0; key < backends.length; key++) {
                    if (backends[key] == backend) {
                        keys[held++] = key;
                    }
                }
                ClientRequest part = request.part(loop.allocator(), keys, held);
                calls[backend] = exchange.call(fragmentOf[backend], part, now, pool.timeoutNanos());
            }
        }
        dispatchAll(route, calls, request);
    }

    /** To every backend that is in the ring: one that is out has lost what it was told before, and is told anew by need. */
    private void sendEverywhere(Route route, ClientRequest request) {
        int count = route.backends().size();
        boolean[] live = new boolean[count];
        int fragments = 0;
        for (int backend = 0; backend < count; backend++) {
            live[backend] = route.backends().get(backend).state() != Backend.State.EJECTED;
            fragments += live[backend] ? 1 : 0;
        }
        if (fragments == 0) {
            refuse(request, nowhere(route));
            return;
        }
        SplitExchange exchange = expect(request, NO_KEYS, fragments);
        long now = loop.recentNanos();
        Call[] calls = new Call[count];
        int fragment = 0;
        for (int backend = 0; backend < count; backend++) {
            if (live[backend]) {
                ClientRequest part = request.part(loop.allocator(), NO_KEYS, 0);
                calls[backend] = exchange.call(fragment++, part, now, pool.timeoutNanos());
            }
        }
        dispatchAll(route, calls, request);
    }

    private SplitExchange expect(ClientRequest request, int[] fragmentOfKey, int fragments) {
        SplitExchange exchange = new SplitExchange(client, request.joint(), fragmentOfKey, fragments);
        client.enqueue(exchange).expect(request);
        pool.tally(loop).add(PoolField.FRAGMENTS, fragments);
        return exchange;
    }

    private void dispatchAll(Route route, Call[] calls, ClientRequest request) {
        int variant = request.variant();
        request.release();
        for (int backend = 0; backend < calls.length; backend++) {
            if (calls[backend] != null) {
                dispatch(route, backend, calls[backend], variant);
            }
        }
    }

    private void dispatch(Route route, int backend, Call call, int variant) {
        BackendConnection connection = route.backends()
                .get(backend)
                .on(loop)
                .pick(serial, route.config().serverConnections(), variant);
        connection.send(call);
        if (!connection.writable()) {
            client.holdFor(connection);
        }
    }
}
