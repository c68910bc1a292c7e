package dev.gyre.actors.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Objects;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** A pod that somebody takes a Job's label from is nobody's: it may go when it wants to, and its namespace with it. */
class JobReleaseTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Resource UNLABELLED = Objects.resource("pods/default/p", 2, """
            {'metadata': {'labels': {}, 'finalizers': ['batch.kubernetes.io/job-tracking', 'example.com/mine'],
             'ownerReferences': [{'apiVersion': 'batch/v1', 'kind': 'Job', 'name': 'j', 'uid': 'uid-j', 'controller': true}]},
             'spec': {}, 'status': {'phase': 'Running'}}""");

    private static Resource job(String status) {
        return Objects.resource("jobs.batch/default/j", 1, """
                {'apiVersion': 'batch/v1', 'kind': 'Job', 'metadata': {},
                 'spec': {'parallelism': 1, 'completions': 1, 'backoffLimit': 6,
                  'selector': {'matchLabels': {'batch.kubernetes.io/controller-uid': 'uid-j'}},
                  'template': {'metadata': {'labels': {'batch.kubernetes.io/controller-uid': 'uid-j'}},
                   'spec': {'restartPolicy': 'Never', 'containers': [{'name': 'c', 'image': 'i'}]}}},
                 'status': %s}""".formatted(status));
    }

    private static ObjectNode written(Resource job) {
        PersistentClusterView view = PersistentClusterView.EMPTY;
        for (Resource each : List.of(job, UNLABELLED)) {
            view = view.apply(new Advance(
                    each.revision(), List.of(new ResourceEvent(Type.ADDED, each, new Provenance("", "", "", NOW)))));
        }
        return new JobReconciler()
                .reconcile(job.key(), view, NOW).commands().stream()
                        .filter(command -> command.key().equals(UNLABELLED.key()))
                        .map(command -> ((Command.Update) command).object())
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void itLosesTheFinalizerWithItsOwner() {
        ObjectNode metadata = (ObjectNode) written(job("{}")).path("metadata");
        assertThat(metadata.path("ownerReferences")).isEmpty();
        assertThat(metadata.path("finalizers").toString()).isEqualTo("[\"example.com/mine\"]");
    }

    @Test
    void whenTheJobIsOverItLosesItAllTheSame() {
        ObjectNode metadata = (ObjectNode) written(job("{'conditions': [{'type': 'Complete', 'status': 'True'}]}"))
                .path("metadata");
        assertThat(metadata.path("finalizers").toString()).isEqualTo("[\"example.com/mine\"]");
    }
}
