package dev.gyre.actors.view;

import static dev.gyre.actors.Objects.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.Heartbeat;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PersistentClusterViewTest {

    private static final Provenance NOBODY = new Provenance("", "", "", Instant.EPOCH);

    @Test
    void findsObjectsByEveryIndex() {
        Resource set = resource("replicasets.apps/default/web", 3, "{'metadata': {'uid': 'rs'}}");
        Resource owned = resource(
                "pods/default/web-1",
                4,
                "{'metadata': {'ownerReferences': [{'uid': 'rs'}]}, 'spec': {'nodeName': 'node-1'}}");
        Resource elsewhere = resource("pods/other/a", 5, "{}");
        Resource namesake = resource("podsx/default/a", 6, "{}");
        PersistentClusterView view = PersistentClusterView.of(7, elsewhere, owned, set, namesake);

        assertThat(view.revision()).isEqualTo(7);
        assertThat(view.objects()).containsExactly(owned, elsewhere, namesake, set);
        assertThat(view.list("", "pods")).containsExactly(owned, elsewhere);
        assertThat(view.list("", "pods", "default")).containsExactly(owned);
        assertThat(view.inNamespace("default")).containsExactly(owned, namesake, set);
        assertThat(view.ownedBy("rs")).containsExactly(owned);
        assertThat(view.podsOnNode("node-1")).containsExactly(owned);
        assertThat(view.byUid("rs")).contains(set);
        assertThat(view.get(owned.key())).contains(owned);
    }

    @Test
    void whatHasChangedIsToldOfAllKindsInTurnTheNewestFirst() {
        Resource old = resource("pods/default/old", 1, "{}");
        Resource first = resource("pods/default/a", 4, "{}");
        Resource last = resource("pods/default/b", 7, "{}");
        Resource between = resource("pods/default/c", 6, "{}");
        Resource other = resource("deployments.apps/default/d", 3, "{}");
        Resource another = resource("deployments.apps/default/e", 2, "{}");
        PersistentClusterView view = PersistentClusterView.of(8, old, first, last, between, other, another);

        assertThat(view.changedAfter(1)).containsExactly(last, other, between, another, first);
        assertThat(view.changedAfter(1)).isSameAs(view.changedAfter(1));
        assertThat(view.changedAfter(6)).containsExactly(last);
        assertThat(view.changedAfter(7)).isEmpty();
    }

    /** What the scheduler knows a node by on which nothing has changed. */
    @Test
    void givesTheSameListForAsLongAsNothingChangesInIt() {
        Resource here =
                resource("pods/default/a", 1, "{'metadata': {'name': 'a', 'uid': 'a'}, 'spec': {'nodeName': 'here'}}");
        Resource there =
                resource("pods/default/b", 2, "{'metadata': {'name': 'b', 'uid': 'b'}, 'spec': {'nodeName': 'there'}}");
        PersistentClusterView before = PersistentClusterView.of(1, here);
        PersistentClusterView after =
                before.apply(new Advance(2, List.of(new ResourceEvent(Type.ADDED, there, NOBODY))));

        assertThat(after.podsOnNode("here")).isSameAs(before.podsOnNode("here"));
        assertThat(after.podsOnNode("there")).containsExactly(there);
    }

    @Test
    void knowsNothingOfWhoOwnsFields() {
        Resource recorded = resource(
                "pods/default/a",
                4,
                "{'metadata': {'name': 'a', 'managedFields': [{'manager': 'x'}], 'uid': 'u'}, 'spec': {'nodeName': 'n'}}");
        Resource bare =
                resource("pods/default/a", 4, "{'metadata': {'name': 'a', 'uid': 'u'}, 'spec': {'nodeName': 'n'}}");

        assertThat(PersistentClusterView.of(7, recorded).get(recorded.key())).contains(bare);
        assertThat(recorded.json().path("metadata").has("managedFields")).isTrue();
    }

    @Test
    void keepsTheLaterHeartbeat() {
        Instant early = Instant.ofEpochSecond(10);
        Instant late = Instant.ofEpochSecond(20);
        PersistentClusterView view = PersistentClusterView.EMPTY
                .withHeartbeats(List.of(new Heartbeat("a", late), new Heartbeat("b", early)))
                .withHeartbeats(List.of(new Heartbeat("a", early), new Heartbeat("b", late)));

        assertThat(view.heartbeats()).containsExactlyInAnyOrderEntriesOf(Map.of("a", late, "b", late));
    }

    @Property(tries = 200)
    void theSameEventsInAnyBatchesWithRepeatsGiveTheSameView(@ForAll Random random) {
        Map<ResourceKey, Resource> expected = new TreeMap<>();
        List<ResourceEvent> history = history(random, expected);
        long last = history.getLast().revision();

        PersistentClusterView view = PersistentClusterView.EMPTY;
        int done = 0;
        while (done < history.size()) {
            int from = random.nextInt(done + 1);
            int to = done + 1 + random.nextInt(history.size() - done);
            List<ResourceEvent> batch = new ArrayList<>(history.subList(from, to));
            batch.addAll(history.subList(from, to));
            view = view.apply(new Advance(history.get(to - 1).revision(), batch));
            done = to;
        }

        assertThat(view.revision()).isEqualTo(last);
        assertShows(view, expected, history);
        List<Resource> inAnyOrder = new ArrayList<>(expected.values());
        Collections.shuffle(inAnyOrder, random);
        assertShows(PersistentClusterView.of(last, inAnyOrder.toArray(Resource[]::new)), expected, history);
    }

    private static void assertShows(
            PersistentClusterView view, Map<ResourceKey, Resource> expected, List<ResourceEvent> history) {
        assertThat(view.objects()).containsExactlyElementsOf(expected.values());
        for (int i = 0; i < 3; i++) {
            String word = Integer.toString(i);
            assertThat(view.podsOnNode("node-" + word))
                    .isEqualTo(having(expected.values(), "nodeName", "node-" + word));
            assertThat(view.ownedBy("owner-" + word)).isEqualTo(owned(expected.values(), "owner-" + word));
            assertThat(view.inNamespace("ns-" + word))
                    .isEqualTo(expected.values().stream()
                            .filter(r -> r.namespace().equals("ns-" + word))
                            .toList());
            for (int j = 0; j < 3; j++) {
                String value = Integer.toString(j);
                assertThat(view.podsLabelled("ns-" + word, Map.of("app", value)))
                        .isEqualTo(expected.values().stream()
                                .filter(r -> r.namespace().equals("ns-" + word)
                                        && value.equals(r.labels().get("app")))
                                .toList());
            }
        }
        for (ResourceEvent event : history) {
            Resource now = expected.get(event.key());
            boolean isThere = now != null && now.uid().equals(event.resource().uid());
            assertThat(view.byUid(event.resource().uid()).isPresent()).isEqualTo(isThere);
        }
    }

    private static List<ResourceEvent> history(Random random, Map<ResourceKey, Resource> objects) {
        List<ResourceEvent> history = new ArrayList<>();
        for (long revision = 1; revision <= 40; revision++) {
            String subject = "pods/ns-" + random.nextInt(3) + "/p-" + random.nextInt(4);
            ResourceKey key = ResourceKey.parse(subject);
            Resource known = objects.get(key);
            if (known != null && random.nextInt(3) == 0) {
                Resource last = Resource.of(key, revision, known.json());
                history.add(new ResourceEvent(Type.DELETED, last, NOBODY));
                objects.remove(key);
                continue;
            }
            String uid = known == null ? "uid-" + revision : known.uid();
            Resource next = resource(
                    subject,
                    revision,
                    "{'metadata': {'uid': '%s', 'labels': {'app': '%d'}, 'ownerReferences': [{'uid': 'owner-%d'}]}, 'spec': {'nodeName': 'node-%d'}}"
                            .formatted(uid, random.nextInt(3), random.nextInt(3), random.nextInt(3)));
            history.add(new ResourceEvent(known == null ? Type.ADDED : Type.MODIFIED, next, NOBODY));
            objects.put(key, next);
        }
        history.sort(Comparator.comparingLong(ResourceEvent::revision));
        return history;
    }

    private static List<Resource> having(Collection<Resource> objects, String field, String value) {
        return objects.stream()
                .filter(r -> r.json().path("spec").path(field).asString("").equals(value))
                .toList();
    }

    private static List<Resource> owned(Collection<Resource> objects, String uid) {
        return objects.stream()
                .filter(r -> r.ownerReferences().getFirst().uid().equals(uid))
                .toList();
    }
}
