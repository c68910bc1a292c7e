package dev.gyre.actors.customresource;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.custom.DefinitionStatus;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Settles which names of a definition are its own, whenever a definition of its group changes or goes; and, where a definition
 * is being deleted, deletes every object of its kind before it lets the definition go.
 */
public final class DefinitionReconciler implements Reconciler {

    /** Deletions sent in one round; what they leave is deleted in the next. */
    private static final int MAX_DELETIONS_A_ROUND = 500;

    @Override
    public String name() {
        return "customresource";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        Set<ResourceKey> keys = new LinkedHashSet<>();
        if (isDefinition(key)) {
            String group = group(event.resource());
            keys.add(key);
            for (Resource other : view.list(CustomKinds.GROUP, CustomKinds.PLURAL)) {
                if (group(other).equals(group)) {
                    keys.add(other.key());
                }
            }
        } else if (event.type() == ResourceEvent.Type.DELETED || event.type() == ResourceEvent.Type.ADDED) {
            ResourceKey definition = CustomKinds.definition(key.groupResource());
            view.get(definition).filter(Resource::isDeleting).ifPresent(deleting -> keys.add(definition));
        }
        return keys;
    }

    private static boolean isDefinition(ResourceKey key) {
        return key.group().equals(CustomKinds.GROUP) && key.plural().equals(CustomKinds.PLURAL);
    }

    private static String group(Resource definition) {
        return definition.json().path("spec").path("group").asString("");
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource definition = view.get(key).orElse(null);
        if (definition == null) {
            return Decision.NOTHING;
        }
        return definition.isDeleting() ? cleanUp(definition, view) : settleNames(definition, view, now);
    }

    private static Decision settleNames(Resource definition, ClusterView view, Instant now) {
        List<JsonNode> others = new ArrayList<>();
        view.list(CustomKinds.GROUP, CustomKinds.PLURAL).forEach(other -> others.add(other.json()));
        ObjectNode settled = DefinitionStatus.settled(
                definition.json(), others, now.truncatedTo(ChronoUnit.SECONDS).toString());
        StatusWrite write = new StatusWrite(definition);
        settled.properties().forEach(field -> write.set(field.getKey(), field.getValue()));
        return write.command()
                .map(command -> Decision.of(List.of(command), "its names have been settled"))
                .orElse(Decision.NOTHING);
    }

    private static Decision cleanUp(Resource definition, ClusterView view) {
        if (!definition.finalizers().contains(CustomKinds.FINALIZER)) {
            return Decision.NOTHING;
        }
        JsonNode names = definition.json().path("spec").path("names");
        List<Resource> objects =
                view.list(group(definition), names.path("plural").asString(""));
        if (objects.isEmpty()) {
            return Decision.of(List.of(withoutFinalizer(definition)), "the last object of its kind is gone");
        }
        List<List<Command>> deletions = new ArrayList<>();
        objects.stream()
                .filter(object -> !object.isDeleting())
                .limit(MAX_DELETIONS_A_ROUND)
                .forEach(object -> deletions.add(List.of(new Command.Delete(
                        object.key(), object.uid(), null, Command.Propagation.BACKGROUND, null, List.of()))));
        return Decision.chains(deletions, "objects of its kind that go first: " + objects.size());
    }

    private static Command withoutFinalizer(Resource definition) {
        ObjectNode copy = definition.copy();
        ArrayNode kept = Json.MAPPER.createArrayNode();
        for (String finalizer : definition.finalizers()) {
            if (!finalizer.equals(CustomKinds.FINALIZER)) {
                kept.add(finalizer);
            }
        }
        ObjectNode metadata = copy.withObjectProperty("metadata");
        if (kept.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            metadata.set("finalizers", kept);
        }
        return new Command.Update(definition.key(), null, definition.revision(), copy, List.of());
    }
}
