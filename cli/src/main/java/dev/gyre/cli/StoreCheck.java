package dev.gyre.cli;

import dev.gyre.events.LogVerifier;
import dev.gyre.events.StateVerifier;
import dev.gyre.events.history.PastState;
import dev.gyre.events.record.Progress;
import dev.gyre.events.relay.CommittedRevisions;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.events.relay.StoreHistory;
import dev.gyre.gateway.relay.StoreRevisions;
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

/**
 * The log against etcd: what the store still knows of its history, revision by revision, and every object as it is now. Reads
 * only, and waits a while for a relay that is behind.
 */
record StoreCheck(EtcdOptions etcd, ClusterFiles files) {

    private static final int MAX_WAITING_REVISIONS = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RELAY_PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 200;

    /** What was found, a line each; the first line says what was compared. */
    List<String> problems(LogReader.Source source) throws Exception {
        ResourceKinds kinds = KubernetesKinds.registry();
        SealedValues sealing = SealedValues.open(files.directory("pki").resolve("secrets.key"));
        try (EtcdResourceStore store =
                new EtcdResourceStore(etcd, ValueCodec.sealing(key -> kinds.isSealed(key), sealing))) {
            StoreRevisions revisions = new StoreRevisions(store, kinds, MAX_WAITING_REVISIONS);
            CommittedRevisions.State state = wait(revisions.load());
            StoreHistory history = wait(StoreHistory.read(revisions, state.revision()));
            awaitRelay(source, state.revision());
            List<String> problems = new ArrayList<>();
            LogVerifier.Report report = wait(new LogVerifier(source.log(), source.topics())
                    .verify(history.first(), history.last(), history.published()::contains));
            problems.addAll(report.problems());
            PastState past = LogReader.read(source, new Moment.AtRevision(state.revision()))
                    .requireState();
            problems.addAll(new StateVerifier(kinds).problems(state, past));
            System.out.println("against etcd: revisions " + history.first() + " to " + history.last()
                    + " one by one, and " + state.objects().size() + " objects as of revision " + state.revision());
            return problems;
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

    private static <T> T wait(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
