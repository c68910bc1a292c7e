package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.simulated.SimulatedProber;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.node.volume.NoVolumes;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.PodReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a kubelet hears late of a pod that is gone neither brings it back nor keeps the next one of its name away. */
class KubeletTest {
    private final InMemoryApi api = new InMemoryApi();
    private final SimulatedRuntime runtime = SimulatedAgent.runtime();
    private final Deque<KubeletMessage> told = new ArrayDeque<>();
    private final Kubelet kubelet = new Kubelet(
            NodeSettings.simulated("n", "127.0.0.1"),
            new KubeletPorts(
                    api,
                    runtime,
                    new NoVolumes(),
                    new SimulatedProber(runtime),
                    ServiceDirectory.NONE,
                    decision -> CompletableFuture.completedFuture(null),
                    heartbeat -> {},
                    InstantSource.system()),
            new Mailbox() {
                @Override
                public void tell(KubeletMessage message) {
                    told.add(message);
                }

                @Override
                public void tellAfter(Duration delay, KubeletMessage message) {}
            });
    private final Resource pod = create();

    private Resource create() {
        return api.createPod("n", "{'metadata': {'name': 'p'}, 'spec': {'nodeName': 'n', 'containers': []}}");
    }

    private static KubeletMessage changed(Resource pod) {
        return reference(pod, pod.revision(), false);
    }

    private static KubeletMessage gone(Resource pod) {
        return reference(pod, pod.revision() + 1, true);
    }

    private static KubeletMessage reference(Resource pod, long revision, boolean isGone) {
        return new KubeletMessage.PodReferenced(
                new PodReference("n", pod.key(), pod.uid(), revision, "cause", "", isGone));
    }

    private void hearAnswers() {
        while (!told.isEmpty()) {
            kubelet.on(told.removeFirst());
        }
    }

    private List<String> pods() {
        CompletableFuture<List<Resource>> reply = new CompletableFuture<>();
        kubelet.on(new KubeletMessage.PodsAsked(reply));
        return reply.join().stream().map(Resource::uid).toList();
    }

    @Test
    void aPodThatIsThereIsStarted() {
        kubelet.on(changed(pod));
        hearAnswers();
        assertThat(pods()).containsExactly(pod.uid());
    }

    @Test
    void anAnswerThatArrivesAfterItsPodIsGoneStartsNothing() {
        kubelet.on(changed(pod));
        kubelet.on(gone(pod));
        hearAnswers();
        assertThat(pods()).isEmpty();
    }

    @Test
    void aListThatWasAskedForBeforeAPodWentStartsNothing() {
        kubelet.on(changed(pod));
        hearAnswers();
        kubelet.on(gone(pod));
        hearAnswers();
        kubelet.on(new KubeletMessage.PodsListed(List.of(pod), pod.revision()));
        assertThat(pods()).isEmpty();
    }

    @Test
    void aReferenceToAPodThatIsGoneStartsNothing() {
        kubelet.on(gone(pod));
        kubelet.on(changed(pod));
        hearAnswers();
        assertThat(pods()).isEmpty();
    }

    @Test
    void aPodIsStartedThoughTheOneBeforeItOfItsNameIsStillBeingRead() {
        api.removePod(pod);
        kubelet.on(changed(pod));
        Resource next = create();
        kubelet.on(gone(pod));
        kubelet.on(changed(next));
        hearAnswers();
        assertThat(pods()).containsExactly(next.uid());
    }
}
