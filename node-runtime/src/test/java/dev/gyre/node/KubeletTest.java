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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a kubelet hears late, or twice, of a pod that is gone does not bring it back. */
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
    private final Resource pod =
            api.createPod("n", "{'metadata': {'name': 'p'}, 'spec': {'nodeName': 'n', 'containers': []}}");

    private KubeletMessage reference(long revision, boolean isGone) {
        return new KubeletMessage.PodReferenced(
                new PodReference("n", pod.key(), pod.uid(), revision, "cause", "", isGone));
    }

    private List<Resource> pods() {
        CompletableFuture<List<Resource>> reply = new CompletableFuture<>();
        kubelet.on(new KubeletMessage.PodsAsked(reply));
        return reply.join();
    }

    @Test
    void anAnswerThatArrivesAfterItsPodIsGoneStartsNothing() {
        kubelet.on(reference(pod.revision(), false));
        kubelet.on(reference(pod.revision() + 1, true));
        while (!told.isEmpty()) {
            kubelet.on(told.removeFirst());
        }
        assertThat(pods()).isEmpty();
    }

    @Test
    void aRepeatedRecordThatIsReadFromAGatewayBehindStartsNothing() {
        kubelet.on(reference(pod.revision() + 1, true));
        kubelet.on(reference(pod.revision(), false));
        kubelet.on(new KubeletMessage.PodRead(pod.key(), Optional.of(pod), "cause"));
        assertThat(pods()).isEmpty();
    }

    @Test
    void aPodThatIsThereIsStarted() {
        kubelet.on(reference(pod.revision(), false));
        kubelet.on(told.removeFirst());
        assertThat(pods()).extracting(Resource::uid).containsExactly(pod.uid());
    }
}
