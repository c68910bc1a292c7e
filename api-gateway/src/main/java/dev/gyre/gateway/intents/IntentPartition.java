package dev.gyre.gateway.intents;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.events.Topics;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.IntentRecord;
import dev.gyre.gateway.storage.cache.Timer;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.record.IntentResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the intents of one partition, one after another. Each ends with a result on the log, which is also the note of
 * how far it got; so what can be in doubt after a crash is one intent at most, the first without a result. For that one the
 * epoch is raised, after which nothing older can be committed any more, and then the log is asked whether it was.
 */
final class IntentPartition implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What says nothing about the intent, but about the moment. */
    private static final Set<Integer> PASSING = Set.of(0, 429, 500, 502, 503, 504);

    /**
     * What it stands on.
     *
     * @param asAccount the API as the account
     * @param own the API as the gateway itself, for epochs and revisions
     */
    record Parts(
            EventLog log,
            Topics topics,
            ResourceKinds kinds,
            ApiClient asAccount,
            ApiClient own,
            String holder,
            String clusterId,
            InstantSource clock,
            Timer timer) {}

    private final Parts parts;
    private final IntentAccount account;
    private final Partition partition;
    private final IntentCommands commands;
    private final CommittedCauses committed;
    private final BornOnTheLog records;
    private final Consumer<Throwable> ended;

    private @Nullable Subscription subscription;
    private long epoch;
    private boolean isInDoubt = true;
    private volatile boolean isClosed;

    private IntentPartition(Parts parts, IntentAccount account, int number, Consumer<Throwable> ended) {
        this.parts = parts;
        this.account = account;
        this.partition = new Partition(account.topic(), number);
        this.commands = new IntentCommands(parts.kinds(), account.namespace());
        this.committed = new CommittedCauses(parts.log(), parts.topics(), parts.timer());
        this.records = new BornOnTheLog(parts.clusterId());
        this.ended = ended;
    }

    /** Begins where the results end. {@code ended} hears why it does not go on, once; closing it is no reason. */
    static IntentPartition start(Parts parts, IntentAccount account, int number, Consumer<Throwable> ended) {
        IntentPartition started = new IntentPartition(parts, account, number, ended);
        started.takeOver()
                .thenCompose(taken -> IntentJournal.read(parts.log(), account.dotted(), number))
                .thenCombine(parts.log().beginningOffsets(List.of(started.partition)), started::follow)
                .whenComplete((following, error) -> {
                    if (error != null) {
                        started.fail(error);
                    }
                });
        return started;
    }

    /** Whatever was sent under an older epoch is refused from now on. */
    private CompletionStage<Void> takeOver() {
        return parts.own().raiseEpoch(epochName(), parts.holder()).thenAccept(raised -> {
            epoch = raised;
            isInDoubt = true;
        });
    }

    private String epochName() {
        return "intents-" + account.dotted() + "-" + partition.number();
    }

    private synchronized boolean follow(IntentJournal read, Map<Partition, Long> begins) {
        if (isClosed) {
            return false;
        }
        long from = Math.max(read.next(), begins.getOrDefault(partition, 0L));
        subscription = parts.log().follow(Map.of(partition, from), batch -> take(read, batch), this::fail);
        return true;
    }

    private CompletionStage<Void> take(IntentJournal journal, List<StoredEntry> batch) {
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (StoredEntry stored : batch) {
            done = done.thenCompose(before -> isClosed
                    ? CompletableFuture.failedFuture(new IllegalStateException("closed"))
                    : answer(journal, stored).thenCompose(result -> say(journal, result)));
        }
        return done;
    }

    private CompletionStage<IntentResult> answer(IntentJournal journal, StoredEntry stored) {
        if (stored.offset() < journal.next()) {
            return CompletableFuture.failedFuture(new IllegalStateException("read twice: " + stored.offset()));
        }
        IntentRecord record = IntentRecord.read(stored.entry());
        Saying saying = new Saying(record, stored.offset());
        IntentResult before = record.id().isEmpty() ? null : journal.of(record.source(), record.id());
        if (before != null) {
            return CompletableFuture.completedFuture(saying.again(before));
        }
        Command command;
        try {
            command = commands.read(record);
        } catch (PoisonException e) {
            return CompletableFuture.completedFuture(saying.poison(e.why()));
        }
        String cause = "intent:" + account.dotted() + ":" + partition.number() + ":" + stored.offset();
        return carryOut(command, cause, saying);
    }

    private CompletionStage<IntentResult> carryOut(Command command, String cause, Saying saying) {
        if (!isInDoubt) {
            return send(command, cause, saying);
        }
        return parts.own()
                .currentRevision()
                .thenCompose(revision -> committed.revisionOf(command.key(), cause, revision))
                .thenCompose(revision -> {
                    isInDoubt = false;
                    return revision > 0
                            ? CompletableFuture.completedFuture(saying.committed(command, revision))
                            : send(command, cause, saying);
                });
    }

    private CompletionStage<IntentResult> send(Command command, String cause, Saying saying) {
        List<Guard> guards = new ArrayList<>(command.guards());
        guards.add(new Guard.Epoch(epochName(), epoch));
        String trace = saying.record.traceparent();
        return parts.asAccount()
                .execute(command.guarded(guards), cause, trace)
                .thenCompose(outcome -> switch (outcome) {
                    case Outcome.Committed done ->
                        CompletableFuture.completedFuture(saying.committed(command, done.revision()));
                    case Outcome.Refused refused -> {
                        if (refused.status().isEpochOver()) {
                            yield CompletableFuture.failedFuture(
                                    new IllegalStateException("another gateway has taken over"));
                        }
                        yield PASSING.contains(refused.status().code())
                                ? later().thenCompose(now -> carryOut(command, cause, saying))
                                : CompletableFuture.completedFuture(saying.refused(command, refused.status()));
                    }
                    case Outcome.Unknown unknown ->
                        later().thenCompose(now -> takeOver()).thenCompose(now -> carryOut(command, cause, saying));
                });
    }

    private CompletionStage<Void> later() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        parts.timer().after(PAUSE, () -> {
            if (isClosed) {
                later.completeExceptionally(new IllegalStateException("closed"));
            } else {
                later.complete(null);
            }
        });
        return later;
    }

    private CompletionStage<Void> say(IntentJournal journal, IntentResult result) {
        return parts.log()
                .append(records.intentResult(result, parts.clock().instant()))
                .thenAccept(offset -> {
                    journal.add(result);
                    isInDoubt = false;
                });
    }

    /** The words about one record. */
    private final class Saying {
        private final IntentRecord record;
        private final long offset;

        Saying(IntentRecord record, long offset) {
            this.record = record;
            this.offset = offset;
        }

        IntentResult committed(Command command, long revision) {
            return result(IntentResult.Kind.COMMITTED, command.key().toString(), revision, null, false);
        }

        IntentResult refused(Command command, Status status) {
            return result(IntentResult.Kind.REFUSED, command.key().toString(), 0, status, false);
        }

        IntentResult poison(String why) {
            return result(IntentResult.Kind.POISON, "", 0, new Status(400, "BadRequest", why, null), false);
        }

        IntentResult again(IntentResult before) {
            return result(before.kind(), before.key(), before.revision(), before.status(), true);
        }

        private IntentResult result(
                IntentResult.Kind kind, String key, long revision, @Nullable Status status, boolean isRepeat) {
            return new IntentResult(
                    account.dotted(),
                    record.source(),
                    record.id(),
                    partition.number(),
                    offset,
                    epoch,
                    kind,
                    key,
                    revision,
                    status,
                    isRepeat);
        }
    }

    private void fail(Throwable cause) {
        boolean isFirst;
        synchronized (this) {
            isFirst = !isClosed;
            close();
        }
        if (isFirst) {
            ended.accept(cause);
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }
}
