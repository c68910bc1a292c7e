package dev.gyre.actors.nodelifecycle;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The taints that follow from a node's conditions. Those that keep pods away follow at once; the one that drives them out
 * waits for its turn. Taints of others are left alone.
 *
 * @param nextTurn when the node may be emptied, where that is still to come
 */
record NodeTaints(
        Resource node, List<Taint> wanted, @Nullable Instant nextTurn) {

    /** @param pace asked for only where the node is lost */
    static NodeTaints of(Resource node, Supplier<EvictionPace> pace, Instant now) {
        NodeConditions conditions = NodeConditions.of(node);
        Map<String, Boolean> noSchedule = conditions.noSchedule();
        List<Taint> found = Taint.allOf(node);
        List<Taint> wanted = new ArrayList<>();
        for (Taint taint : found) {
            boolean isOurs = taint.evictsFromLostNode()
                    || taint.effect().equals(Taint.NO_SCHEDULE) && noSchedule.containsKey(taint.key());
            boolean isDue = taint.effect().equals(Taint.NO_SCHEDULE) && noSchedule.getOrDefault(taint.key(), false);
            if (!isOurs || isDue) {
                wanted.add(taint);
            }
        }
        noSchedule.forEach((key, isDue) -> {
            if (isDue) {
                addUnlessPresent(wanted, new Taint(key, "", Taint.NO_SCHEDULE, now));
            }
        });
        if (!conditions.isNotReady() && !conditions.isLost()) {
            return new NodeTaints(node, wanted, null);
        }
        return new NodeTaints(node, wanted, evicting(node, pace.get(), found, wanted, now));
    }

    /** Adds the taint that drives pods out if it stands already or is due now; otherwise says when to look again. */
    private static @Nullable Instant evicting(
            Resource node, EvictionPace pace, List<Taint> found, List<Taint> wanted, Instant now) {
        String key = NodeConditions.of(node).isLost() ? Taint.UNREACHABLE : Taint.NOT_READY;
        Taint standing =
                found.stream().filter(Taint::evictsFromLostNode).findFirst().orElse(null);
        if (standing != null && !pace.isWholeClusterLost()) {
            wanted.add(standing.key().equals(key) ? standing : new Taint(key, "", Taint.NO_EXECUTE, now));
            return null;
        }
        Instant turn = standing == null ? pace.turnOf(node, now) : null;
        if (turn != null && !turn.isAfter(now)) {
            wanted.add(new Taint(key, "", Taint.NO_EXECUTE, now));
            return null;
        }
        return turn != null ? turn : now.plusSeconds(10);
    }

    Optional<Command> command() {
        List<Taint> found = Taint.allOf(node);
        if (wanted.size() == found.size()
                && wanted.stream().allMatch(taint -> found.stream().anyMatch(taint::isSameAs))) {
            return Optional.empty();
        }
        ObjectNode object = node.copy();
        ArrayNode taints = Json.MAPPER.createArrayNode();
        wanted.forEach(taint -> taints.add(taint.toJson()));
        ObjectNode spec = object.withObjectProperty("spec");
        if (taints.isEmpty()) {
            spec.remove("taints");
        } else {
            spec.set("taints", taints);
        }
        return Optional.of(new Command.Update(node.key(), null, node.revision(), object, List.of()));
    }

    private static void addUnlessPresent(List<Taint> taints, Taint taint) {
        if (taints.stream().noneMatch(taint::isSameAs)) {
            taints.add(taint);
        }
    }
}
