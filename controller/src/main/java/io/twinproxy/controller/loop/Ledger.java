package io.twinproxy.controller.loop;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Ruling;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Reading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * One pair's records: as read, and as this leader writes them. A write whose outcome is unknown, or that met a conflict,
 * makes the picture unread: nothing is decided until it has been read again. A write that is then found to be there is
 * as good as one that was answered. Loop's thread only.
 *
 * <p>Two writes may be under way: one of the assignment, and one of what is only for people, which must not delay it.
 */
final class Ledger {
    /** What people read may lag behind by this much; so many events may wait. */
    private static final Duration READING_EVERY = Duration.ofSeconds(1);

    private static final int EVENTS_WAITING_MAX = 32;
    private static final Duration READ_AGAIN = Duration.ofMillis(100);

    private final String pair;
    private final World world;
    private final Epoch epoch;
    private PairRecords records;
    private boolean read;
    private boolean reading;

    /** The assignment's version as last read, or written and told so. */
    private int knownVersion = Entry.ABSENT - 1;

    private long readAtNanos;
    private boolean writing;
    private Optional<Write> doubtful = Optional.empty();
    private boolean telling;
    private boolean tellingEvent;
    private boolean untrimmed;
    private final Deque<Event> events = new ArrayDeque<>();
    private Optional<Reading> wantedReading = Optional.empty();
    private Optional<Reading> writtenReading = Optional.empty();
    private long readingAtNanos;

    Ledger(String pair, World world, Epoch epoch) {
        this.pair = pair;
        this.world = world;
        this.epoch = epoch;
        this.records = PairRecords.empty(pair);
        this.readAtNanos = world.nanos().getAsLong();
        this.readingAtNanos = readAtNanos;
    }

    /** Whether the picture can be decided on. */
    boolean read() {
        return read;
    }

    PairRecords records() {
        return records;
    }

    Assignment assignment() {
        return records.assignment().value().orElse(Assignment.NONE);
    }

    boolean writing() {
        return writing;
    }

    /** A picture from the watch. An assignment older than what this leader has written is not taken back. */
    void heard(PairRecords heard) {
        boolean older = heard.assignment().version() < records.assignment().version();
        Entry<Assignment> assignment = older ? records.assignment() : heard.assignment();
        records = new PairRecords(pair, heard.spec(), heard.hosts(), assignment, heard.intent(), heard.reading());
    }

    /** A write and what is done once it is known to be there. */
    private record Write(Assignment assignment, List<Event> waited, Runnable acknowledged) {}

    /** What is done with a picture read anew. */
    interface ReadAnew {
        /** {@code unknown} says that the assignment is one this leader neither read before nor knows it wrote. */
        void accept(PairRecords picture, boolean unknown);
    }

    /** Reads the picture anew, if that is due and nothing hangs. */
    void readAgain(long nowNanos, ReadAnew then) {
        if (reading || writing || nowNanos < readAtNanos) {
            return;
        }
        reading = true;
        run("read the pair", () -> world.store().read(pair), reply -> {
            reading = false;
            readAtNanos = world.nanos().getAsLong() + READ_AGAIN.toNanos();
            reply.value().ifPresent(picture -> {
                read = true;
                records = picture;
                Optional<Write> found =
                        doubtful.filter(write -> picture.assignment().value().equals(Optional.of(write.assignment())));
                doubtful = Optional.empty();
                boolean unknown = picture.assignment().version() != knownVersion && found.isEmpty();
                knownVersion = picture.assignment().version();
                then.accept(picture, unknown);
                found.ifPresent(this::acknowledge);
            });
        });
    }

    /**
     * Writes the assignment, and tells the history in the same transaction; {@code acknowledged} runs only when it is
     * known to be there.
     */
    void write(Assignment assignment, List<Event> told, Runnable acknowledged) {
        write(assignment, OptionalInt.empty(), told, acknowledged);
    }

    /** The same for what follows from what operators want: nothing is written if they want something else by now. */
    void writeAsWished(Assignment assignment, List<Event> told, Runnable acknowledged) {
        write(assignment, OptionalInt.of(records.intent().version()), told, acknowledged);
    }

    private void write(Assignment assignment, OptionalInt onIntent, List<Event> told, Runnable acknowledged) {
        if (writing || !read) {
            return;
        }
        writing = true;
        // Those that wait go first, or the history would tell of a move before its cause.
        List<Event> waiting = told.isEmpty()
                ? List.of()
                : events.stream().skip(tellingEvent ? 1 : 0).toList();
        List<Event> all = new ArrayList<>(waiting);
        all.addAll(told);
        Write write = new Write(assignment, waiting, acknowledged);
        Ruling ruling = new Ruling(assignment, records.assignment().version(), onIntent, all);
        run("write the assignment", () -> world.store().putAssignment(epoch, pair, ruling), reply -> {
            writing = false;
            untrimmed |= !all.isEmpty();
            if (reply.value().isPresent()) {
                knownVersion = reply.value().get();
                Entry<Assignment> entry = Entry.of(assignment, knownVersion);
                records = new PairRecords(
                        pair, records.spec(), records.hosts(), entry, records.intent(), records.reading());
                acknowledge(write);
            } else {
                doubtful = Optional.of(write);
                read = false;
                readAtNanos = world.nanos().getAsLong();
            }
        });
    }

    private void acknowledge(Write write) {
        events.removeAll(write.waited());
        write.acknowledged().run();
    }

    /** Puts an event into the history, after those before it; beyond a bound the oldest waiting is given up. */
    void append(Event event) {
        if (events.size() == EVENTS_WAITING_MAX) {
            events.removeFirst();
        }
        events.addLast(event);
    }

    void show(Reading current) {
        wantedReading = Optional.of(current);
    }

    /** Sets the next write of what is for people on its way; says in how long there is one. */
    Duration tell(long nowNanos) {
        if (telling) {
            return READING_EVERY;
        }
        if (!events.isEmpty()) {
            tellEvent(events.peekFirst());
            return READING_EVERY;
        }
        if (untrimmed) {
            trimEvents();
            return READING_EVERY;
        }
        boolean changed = wantedReading.isPresent() && !wantedReading.equals(writtenReading);
        if (changed && nowNanos >= readingAtNanos) {
            tellReading(wantedReading.get());
            return READING_EVERY;
        }
        return changed ? Duration.ofNanos(readingAtNanos - nowNanos) : READING_EVERY;
    }

    private void tellEvent(Event event) {
        telling = true;
        tellingEvent = true;
        Store store = world.store();
        Callable<Boolean> append = () -> {
            store.appendEvent(epoch, pair, event);
            return true;
        };
        run("write the history", append, reply -> {
            telling = false;
            tellingEvent = false;
            boolean lost =
                    reply.failure().map(ConflictException.class::isInstance).orElse(false);
            if (reply.value().isPresent() || lost) {
                events.remove(event);
            }
        });
    }

    /** What the assignment's transactions added; a bound that is passed for a second harms nobody. */
    private void trimEvents() {
        telling = true;
        Store store = world.store();
        Callable<Boolean> trim = () -> {
            store.trimEvents(epoch, pair);
            return true;
        };
        run("trim the history", trim, reply -> {
            telling = false;
            untrimmed = reply.value().isEmpty();
        });
    }

    private void tellReading(Reading current) {
        telling = true;
        Store store = world.store();
        Callable<Boolean> put = () -> {
            store.putReading(epoch, pair, current);
            return true;
        };
        run("write the reading", put, reply -> {
            telling = false;
            readingAtNanos = world.nanos().getAsLong() + READING_EVERY.toNanos();
            if (reply.value().isPresent()) {
                writtenReading = Optional.of(current);
            }
        });
    }

    private <T> void run(String what, Callable<T> call, Consumer<Reply<T>> done) {
        long began = world.nanos().getAsLong();
        world.worker().run(pair, what, call, reply -> {
            reply.failure().filter(e -> !expected(e)).ifPresent(e -> {
                throw new IllegalStateException(what + " of " + pair, e);
            });
            Duration took = Duration.ofNanos(world.nanos().getAsLong() - began);
            world.report().called(pair, what, took, reply.failure().isEmpty());
            done.accept(reply);
        });
    }

    private static boolean expected(Exception e) {
        return e instanceof ConflictException || e instanceof UnavailableException;
    }
}
