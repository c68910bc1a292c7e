package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a kubelet says of a pod arrives in its order or not at all. */
class PodWritesTest {
    private final InMemoryApi api = new InMemoryApi();
    private final LateApi late = new LateApi();
    private final Deque<KubeletMessage> told = new ArrayDeque<>();
    private final PodWrites writes = new PodWrites("n", late, new Mailbox() {
        @Override
        public void tell(KubeletMessage message) {
            told.add(message);
        }

        @Override
        public void tellAfter(Duration delay, KubeletMessage message) {
            told.add(message);
        }
    });
    private PodWorker worker;

    @BeforeEach
    void begin() {
        Resource pod = api.createPod("n", "{'metadata': {'name': 'p'}, 'spec': {'containers': []}}");
        worker = new PodWorker(pod, "cause");
    }

    /** An API some of whose answers are lost, and whose requests may arrive long after their sender gave them up. */
    private final class LateApi implements ApiClient {
        private final List<Runnable> delayed = new ArrayList<>();
        private boolean isLosing;

        @Override
        public CompletionStage<Outcome> execute(Command command, String cause) {
            if (!isLosing) {
                return api.execute(command, cause);
            }
            delayed.add(() -> api.execute(command, cause));
            return CompletableFuture.completedFuture(new Outcome.Unknown("the connection was lost"));
        }

        @Override
        public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
            return api.get(key, notOlderThan);
        }

        @Override
        public CompletionStage<ResourceList> list(
                ResourceKind kind, String namespace, @Nullable String labels, @Nullable String fields) {
            return api.list(kind, namespace, labels, fields);
        }

        @Override
        public CompletionStage<Long> currentRevision() {
            return api.currentRevision();
        }

        @Override
        public CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
            return api.requestToken(account, request);
        }

        @Override
        public CompletionStage<Long> raiseEpoch(String partition, String holder) {
            return api.raiseEpoch(partition, holder);
        }

        @Override
        public CompletionStage<ResourceList> snapshot() {
            return api.snapshot();
        }
    }

    private static ObjectNode ready(boolean isReady) {
        return Json.readObject(
                ("{\"conditions\": [{\"type\": \"Ready\", \"status\": \"" + (isReady ? "True" : "False") + "\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private String shown() {
        return api.status(worker.pod).path("conditions").path(0).path("status").asString("");
    }

    /** As the kubelet does, until nothing is left to be done. */
    private void deliver() {
        while (!told.isEmpty()) {
            deliverOne();
        }
    }

    private void deliverOne() {
        switch (told.removeFirst()) {
            case KubeletMessage.StatusWritten m -> {
                writes.statusWritten(worker, m.outcome()).ifPresent(this::seen);
                writes.next(worker);
            }
            case KubeletMessage.WriteAgain m -> writes.next(worker);
            case KubeletMessage.PodReferenced m ->
                seen(api.find(m.reference().pod()).orElseThrow());
            default -> throw new IllegalStateException();
        }
    }

    private void seen(Resource pod) {
        if (pod.revision() >= worker.pod.revision()) {
            worker.pod = pod;
            writes.seen(worker);
        }
    }

    @Test
    void aPatchThatWasGivenUpAsLostIsRefusedBehindALaterOne() {
        late.isLosing = true;
        writes.report(worker, ready(false));
        late.isLosing = false;
        deliver();
        assertThat(shown()).isEqualTo("False");
        writes.report(worker, ready(true));
        deliver();
        assertThat(shown()).isEqualTo("True");
        late.delayed.forEach(Runnable::run);
        assertThat(shown()).isEqualTo("True");
    }

    @Test
    void whatSomebodyElseChangedIsReadBeforeAnythingIsSaidAboutIt() {
        api.setAnnotation(worker.pod, "changed", "meanwhile");
        writes.report(worker, ready(true));
        deliver();
        assertThat(shown()).isEqualTo("True");
        assertThat(api.find(worker.pod.key()).orElseThrow().annotations()).containsEntry("changed", "meanwhile");
        assertThat(worker.isWriting).isFalse();
        assertThat(worker.pendingStatus).isNull();
    }

    @Test
    void ofThoseThatWaitOnlyTheLatestIsSaid() {
        api.setAnnotation(worker.pod, "changed", "meanwhile");
        writes.report(worker, ready(false));
        writes.report(worker, ready(true));
        deliver();
        assertThat(shown()).isEqualTo("True");
    }

    @Test
    void aLaterPodOfTheSameNameIsLeftAlone() {
        api.removePod(worker.pod);
        api.createPod("n", "{'metadata': {'name': 'p'}, 'spec': {'containers': []}}");
        writes.report(worker, ready(true));
        writes.statusWritten(worker, ((KubeletMessage.StatusWritten) told.removeFirst()).outcome());
        assertThat(shown()).isEmpty();
        writes.vanished(worker);
        assertThat(worker.pendingStatus).isNull();
    }

    /** What an API leaves out of a status, however often it is said, must not keep a kubelet and a store busy for ever. */
    @Test
    void whatTheApiDoesNotShowIsNotSaidAgainAndAgain() {
        ObjectNode status = ready(true);
        status.putNull("phase");

        writes.report(worker, status);
        for (int i = 0; i < 10 && !told.isEmpty(); i++) {
            deliverOne();
        }

        assertThat(told).isEmpty();
        assertThat(shown()).isEqualTo("True");
    }
}
