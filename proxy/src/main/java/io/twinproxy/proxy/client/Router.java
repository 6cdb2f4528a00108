package io.twinproxy.proxy.client;

import io.twinproxy.proxy.backend.BackendConnection;
import io.twinproxy.proxy.backend.Call;
import io.twinproxy.proxy.backend.Loop;
import io.twinproxy.proxy.backend.Pool;
import io.twinproxy.proxy.backend.Route;
import io.twinproxy.proxy.hash.Placement;
import io.twinproxy.proxy.memcache.Request;
import io.twinproxy.proxy.stats.PoolField;

/** Sends one client's requests to the backends their keys belong to, splitting retrievals that span several. */
final class Router {
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
    void send(Request request) {
        // One route for all keys, so that a request is never split by one ring and sent by another.
        Route route = pool.route();
        int[] backends = new int[request.keyCount()];
        boolean one = true;
        for (int key = 0; key < backends.length; key++) {
            backends[key] =
                    route.backendOf(request.keyBytes(), request.keyStart(key), request.keyLength(key), loop.scratch());
            one &= backends[key] == backends[0];
        }
        if (backends[0] == Placement.NOWHERE) {
            Exchange exchange = client.enqueue(new Exchange(client, request.quiet(), false));
            request.release();
            exchange.fail(ErrorReply.NO_LIVE_BACKEND);
        } else if (one) {
            Exchange exchange = client.enqueue(new Exchange(client, request.quiet(), false));
            exchange.expect(request);
            dispatch(route, backends[0], new Call(request, loop.nanos(), pool.timeoutNanos(), exchange));
        } else {
            split(route, request, backends);
        }
    }

    private void split(Route route, Request request, int[] backends) {
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
        SplitExchange exchange = new SplitExchange(client, fragmentOfKey, fragments);
        client.enqueue(exchange).expect(request);
        pool.tally(loop).add(PoolField.FRAGMENTS, fragments);
        long now = loop.nanos();
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
                Request part = request.part(loop.allocator(), keys, held);
                calls[backend] = exchange.call(fragmentOf[backend], part, now, pool.timeoutNanos());
            }
        }
        request.release();
        for (int backend = 0; backend < count; backend++) {
            if (keysOf[backend] > 0) {
                dispatch(route, backend, calls[backend]);
            }
        }
    }

    private void dispatch(Route route, int backend, Call call) {
        BackendConnection connection = route.backends()
                .get(backend)
                .on(loop)
                .pick(serial, route.config().serverConnections());
        connection.send(call);
        if (!connection.writable()) {
            client.holdFor(connection);
        }
    }
}
