package dev.gyre.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A Service for all servers, a slice for each, and none for those whose node is not ready. */
class KubeDnsPlanTest {
    private static final KubeDnsPlan PLAN = new KubeDnsPlan("10.96.0.10", "node-1", "192.0.2.7", 4053);
    private static final KubeDnsPlan OTHER = new KubeDnsPlan("10.96.0.10", "node-2", "192.0.2.8", 4054);

    @Test
    void whatIsMissingIsMadeAndThenThereIsNothingToDo() {
        KubeDnsPlan.View made = after(PLAN, new KubeDnsPlan.View(Optional.empty(), Map.of(), Set.of()));
        assertThat(made.service()).isPresent();
        assertThat(made.service().get().json().path("spec").path("clusterIP").asString())
                .isEqualTo("10.96.0.10");
        assertThat(made.slices()).hasSize(1);
        assertThat(PLAN.commands(made)).isEmpty();
    }

    @Test
    void everyServerHasItsOwnSlice() {
        KubeDnsPlan.View both = after(OTHER, after(PLAN, new KubeDnsPlan.View(Optional.empty(), Map.of(), Set.of())));
        assertThat(both.slices()).hasSize(2);
        assertThat(PLAN.commands(both)).isEmpty();
        assertThat(OTHER.commands(both)).isEmpty();
    }

    @Test
    void anOldPortIsPutRight() {
        KubeDnsPlan.View before = after(
                new KubeDnsPlan("10.96.0.10", "node-1", "192.0.2.7", 1),
                new KubeDnsPlan.View(Optional.empty(), Map.of(), Set.of()));
        assertThat(PLAN.commands(before)).singleElement().isInstanceOf(Command.Patch.class);
    }

    @Test
    void theSliceOfANodeThatIsNotReadyGoesAndNobodyBringsItBack() {
        KubeDnsPlan.View both = after(OTHER, after(PLAN, new KubeDnsPlan.View(Optional.empty(), Map.of(), Set.of())));
        KubeDnsPlan.View lost = new KubeDnsPlan.View(both.service(), both.slices(), Set.of("node-2"));
        assertThat(PLAN.commands(lost)).singleElement().isInstanceOf(Command.Delete.class);
        KubeDnsPlan.View without = after(PLAN, lost);
        assertThat(OTHER.commands(without)).isEmpty();
        assertThat(OTHER.commands(new KubeDnsPlan.View(without.service(), without.slices(), Set.of())))
                .singleElement()
                .isInstanceOf(Command.Create.class);
    }

    @Test
    void othersSlicesAreLeftAlone() {
        Resource foreign =
                Objects.slice("x", "kube-dns", "{'endpoints':[{'addresses':['1.2.3.4'],'nodeName':'node-9'}]}");
        KubeDnsPlan.View view =
                new KubeDnsPlan.View(Optional.empty(), Map.of(foreign.key(), foreign), Set.of("node-9"));
        assertThat(PLAN.commands(view)).noneMatch(Command.Delete.class::isInstance);
    }

    private static KubeDnsPlan.View after(KubeDnsPlan plan, KubeDnsPlan.View view) {
        Optional<Resource> service = view.service();
        Map<ResourceKey, Resource> slices = new HashMap<>(view.slices());
        for (Command command : plan.commands(view)) {
            switch (command) {
                case Command.Create create
                when create.key().equals(KubeDnsPlan.SERVICE) ->
                    service = Optional.of(Resource.of(create.key(), 1, create.object()));
                case Command.Create create -> slices.put(create.key(), Resource.of(create.key(), 1, create.object()));
                case Command.Delete delete -> slices.remove(delete.key());
                default -> throw new AssertionError(List.of(command));
            }
        }
        return new KubeDnsPlan.View(service, slices, view.unreadyNodes());
    }
}
