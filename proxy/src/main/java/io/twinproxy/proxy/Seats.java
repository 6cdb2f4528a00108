package io.twinproxy.proxy;

import io.twinproxy.proxy.config.ListenAddress;
import io.twinproxy.proxy.config.PoolConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who serves each pool of a new configuration, and at which listening sockets. A pool keeps its tenant by its name; one whose
 * name is new takes over the tenant, clients and all, of a pool that is gone and listened where it listens: it was renamed.
 * Sockets are kept by their address, whichever pools they belong to before and after, since neither a port nor the path of a
 * unix socket can be had twice. Everything new is bound first, and nothing is closed before {@link #take}.
 */
final class Seats {
    private final Collection<Tenant> before;
    private final List<Seat> seats = new ArrayList<>();
    private final List<Doors> opened = new ArrayList<>();
    private final List<Tenant> made = new ArrayList<>();
    private final Map<Doors, ListenAddress> modes = new LinkedHashMap<>();

    /** One pool's place. */
    record Seat(PoolConfig pool, Tenant tenant, Doors doors) {}

    private Seats(Collection<Tenant> before) {
        this.before = before;
    }

    /**
     * @param before those that serve now, by the names of their pools
     * @param maker makes a tenant that does not listen yet
     * @throws ProxyException when an address cannot be had; everything is as it was then
     */
    static Seats prepare(Map<String, Tenant> before, List<PoolConfig> pools, Function<PoolConfig, Tenant> maker)
            throws ProxyException {
        Seats seats = new Seats(before.values());
        List<String> names = pools.stream().map(PoolConfig::name).toList();
        try {
            for (PoolConfig pool : pools) {
                seats.seat(pool, Optional.ofNullable(before.get(pool.name())), names, maker);
            }
            for (Seat seat : seats.seats) {
                seats.mode(seat);
            }
            return seats;
        } catch (ProxyException | RuntimeException e) {
            seats.giveUp();
            throw e;
        }
    }

    private void seat(PoolConfig pool, Optional<Tenant> named, List<String> names, Function<PoolConfig, Tenant> maker)
            throws ProxyException {
        Optional<Tenant> there = named.filter(tenant -> asked(tenant, pool.listen()));
        if (there.isEmpty()) {
            there = before.stream()
                    .filter(tenant -> tenant.doors()
                            .filter(doors -> doors.at(pool.listen()))
                            .isPresent())
                    .filter(tenant ->
                            seats.stream().noneMatch(seat -> tenant.doors().equals(Optional.of(seat.doors()))))
                    .findFirst();
        }
        Optional<Tenant> renamed = there.filter(
                        tenant -> !names.contains(tenant.pool().name()))
                .filter(tenant -> tenant.pool().route().config().redis() == pool.redis());
        Tenant tenant = named.or(() -> renamed).orElseGet(() -> {
            Tenant fresh = maker.apply(pool);
            made.add(fresh);
            return fresh;
        });
        Optional<Doors> known = there.flatMap(Tenant::doors);
        Doors doors = known.isPresent() ? known.get() : tenant.openDoors(pool);
        if (known.isEmpty()) {
            opened.add(doors);
        }
        seats.add(new Seat(pool, tenant, doors));
    }

    private static boolean asked(Tenant tenant, ListenAddress listen) {
        return tenant.doors()
                .map(Doors::asked)
                .filter(asked -> asked.equals(listen) || asked.samePath(listen))
                .isPresent();
    }

    private void mode(Seat seat) throws ProxyException {
        ListenAddress asked = seat.doors().asked();
        if (!asked.equals(seat.pool().listen()) && asked.samePath(seat.pool().listen())) {
            modes.put(seat.doors(), asked);
            seat.doors().changeMode(seat.pool());
        }
    }

    /** Undoes all there is so far. */
    private void giveUp() {
        modes.forEach(Doors::restoreMode);
        opened.forEach(Doors::close);
        made.forEach(Tenant::close);
    }

    List<Seat> seats() {
        return List.copyOf(seats);
    }

    /** Whether a tenant served before. */
    boolean known(Tenant tenant) {
        return !made.contains(tenant);
    }

    /**
     * Sits everyone down, and closes the sockets nobody uses any more.
     *
     * @return those that served and have no seat; they listen nowhere, and may still have clients
     */
    List<Tenant> take() {
        List<Doors> had =
                before.stream().flatMap(tenant -> tenant.doors().stream()).toList();
        seats.forEach(seat -> seat.tenant().moveTo(seat.doors()));
        had.stream()
                .filter(doors -> seats.stream().noneMatch(seat -> seat.doors() == doors))
                .forEach(Doors::close);
        return before.stream()
                .filter(tenant -> seats.stream().noneMatch(seat -> seat.tenant() == tenant))
                .toList();
    }
}
