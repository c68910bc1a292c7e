package dev.gyre.cli;

import dev.gyre.events.LogVerifier;
import dev.gyre.events.StateVerifier;
import dev.gyre.events.history.PastState;
import dev.gyre.events.record.Progress;
import dev.gyre.events.relay.CommittedRevisions;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.events.relay.StoreHistory;
import dev.gyre.gateway.relay.StoreRevisions;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.gateway.storage.SealedValues;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdResourceStore;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The log against etcd: what the store still knows of its history, revision by revision, and every object as it is now. Reads
 * only, and waits a while for a relay that is behind.
 *
 * @param silence after which an etcd that says nothing is taken to be out of reach
 */
record StoreCheck(EtcdOptions etcd, ClusterFiles files, Duration silence) {

    /** Shorter than etcd's client gives up by itself, whose words say nothing to people. */
    static final Duration SILENCE = Duration.ofSeconds(4);

    private static final int MAX_WAITING_REVISIONS = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RELAY_PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 200;

    /** What the store holds at one revision, and what it still knows of the way there. */
    record Contents(CommittedRevisions.State state, StoreHistory history) {

        /** What was compared. */
        String scope() {
            return "revisions " + history.first() + " to " + history.last() + " one by one, and "
                    + state.objects().size() + " objects as of revision " + state.revision();
        }

        /** Where the log parts from it, a line each. */
        List<String> problems(LogReader.Source source, LogVerifier.Reading read) {
            List<String> problems =
                    new ArrayList<>(read.differences(history.first(), history.last(), history.published()::contains));
            if (read.report().revision() >= state.revision()) {
                PastState past = LogReader.read(source, new Moment.AtRevision(state.revision()))
                        .requireState();
                problems.addAll(new StateVerifier(KubernetesKinds.registry()).problems(state, past));
            }
            return problems;
        }
    }

    /** Reads the store; whoever reads the log after that finds all of it there, unless the relay is far behind. */
    Contents read(LogReader.Source source) throws Exception {
        ResourceKinds kinds = KubernetesKinds.registry();
        SealedValues sealing = SealedValues.open(files.directory("pki").resolve("secrets.key"));
        try (EtcdResourceStore store =
                new EtcdResourceStore(etcd, ValueCodec.sealing(key -> kinds.isSealed(key), sealing))) {
            StoreRevisions revisions = new StoreRevisions(store, kinds, MAX_WAITING_REVISIONS);
            requireAnswer(store);
            CommittedRevisions.State state = wait(store, revisions.load());
            StoreHistory history = wait(store, StoreHistory.read(revisions, state.revision()));
            awaitRelay(source, state.revision());
            return new Contents(state, history);
        }
    }

    private static void awaitRelay(LogReader.Source source, long revision) throws InterruptedException {
        Instant end = Instant.now().plus(RELAY_PATIENCE);
        while (Instant.now().isBefore(end)) {
            Progress progress =
                    ProgressReading.newest(source.log()).toCompletableFuture().join();
            if (progress != null && progress.revision() >= revision) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** What takes long is waited for as long as etcd answers anything at all. */
    private <T> T wait(EtcdResourceStore store, CompletionStage<T> stage) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try {
                return stage.toCompletableFuture().get(silence.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException slow) {
                requireAnswer(store);
            }
        }
        throw new StoreException("it did not say all that it holds within " + PATIENCE.toSeconds() + " s", null, false);
    }

    private void requireAnswer(EtcdResourceStore store) throws Exception {
        try {
            store.currentRevision().toCompletableFuture().get(silence.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            String where = String.join(", ", etcd.endpoints());
            throw new StoreException(
                    "no answer from " + where + " within " + silence.toMillis() / 1000.0 + " s", null, false);
        }
    }
}
