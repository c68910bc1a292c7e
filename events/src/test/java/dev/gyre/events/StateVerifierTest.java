package dev.gyre.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.history.PastState;
import dev.gyre.events.history.PastState.PastObject;
import dev.gyre.events.relay.CommittedRevisions.State;
import dev.gyre.events.relay.CommittedRevisions.StoredResource;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateVerifierTest {

    private static final Provenance ANN = new Provenance("ann", "", "", Instant.EPOCH);

    @Test
    void theSameObjectsAreTheSame() {
        assertThat(problems(
                        List.of(object("configmaps/a/one", 4, "x"), object("secrets/a/word", 5, "sesame")),
                        List.of(object("secrets/a/word", 5, ""), object("configmaps/a/one", 4, "x"))))
                .isEmpty();
    }

    @Test
    void theFirstDifferenceComesFirst() {
        assertThat(problems(
                        List.of(
                                object("configmaps/a/missing", 9, "x"),
                                object("configmaps/a/behind", 8, "x"),
                                object("configmaps/a/other", 7, "x")),
                        List.of(
                                object("configmaps/a/behind", 3, "x"),
                                object("configmaps/a/other", 7, "y"),
                                object("configmaps/a/ghost", 2, "x"))))
                .containsExactly(
                        "revision 2: configmaps/a/ghost is on the log and not in the store; its deletion is missing",
                        "revision 7: configmaps/a/other has another content in the store than on the log",
                        "revision 8: configmaps/a/behind was last changed at revision 8 by the store, at 3 by the log",
                        "revision 9: configmaps/a/missing is in the store and not on the log");
    }

    private static List<String> problems(List<Resource> store, List<Resource> log) {
        Stream<StoredResource> stored = store.stream().map(object -> new StoredResource(object, ANN));
        Stream<PastObject> recorded = log.stream().map(object -> new PastObject(object, object.revision(), ANN));
        return new StateVerifier(KubernetesKinds.registry())
                .problems(new State(9, stored.toList()), new PastState(9, Instant.EPOCH, recorded.toList()));
    }

    private static Resource object(String key, long revision, String value) {
        return Resource.of(ResourceKey.parse(key), revision, Json.object().put("data", value));
    }
}
