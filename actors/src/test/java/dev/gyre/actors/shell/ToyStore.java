package dev.gyre.actors.shell;

import dev.gyre.actors.Objects;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Objects and epochs under one counter, and the history of it: as much of the store as the shell's rules rely on. */
public final class ToyStore {

    public final Map<ResourceKey, Resource> objects = new TreeMap<>();
    final List<ResourceEvent> history = new ArrayList<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private long revision;

    public long revision() {
        return revision;
    }

    long raiseEpoch(String partition) {
        revision++;
        return epochs.merge(partition, 1L, Long::sum);
    }

    public void put(String subject, String json) {
        ResourceKey key = ResourceKey.parse(subject);
        Type type = objects.containsKey(key) ? Type.MODIFIED : Type.ADDED;
        change(type, Objects.resource(subject, ++revision, json));
    }

    Outcome execute(Command command, String cause) {
        for (Guard guard : command.guards()) {
            if (guard instanceof Guard.Epoch epoch && epochs.getOrDefault(epoch.partition(), 0L) != epoch.epoch()) {
                return new Outcome.Refused(Status.guardFailed(command.key(), guard), revision);
            }
        }
        Resource known = objects.get(command.key());
        return switch (command) {
            case Command.Create create -> known == null ? create(create) : refused(409, "AlreadyExists", create.key());
            case Command.Delete delete ->
                known != null && known.uid().equals(delete.uid())
                        ? change(Type.DELETED, Resource.of(delete.key(), ++revision, known.json()))
                        : refused(404, "NotFound", delete.key());
            case Command.Patch patch -> known == null ? refused(404, "NotFound", patch.key()) : patch(patch, known);
            default -> throw new IllegalArgumentException("not for toys: " + command);
        };
    }

    private Outcome create(Command.Create create) {
        ObjectNode json = create.object().deepCopy();
        ((ObjectNode) json.get("metadata")).put("uid", "uid-" + (revision + 1));
        return change(Type.ADDED, Resource.of(create.key(), ++revision, json));
    }

    private Outcome patch(Command.Patch patch, Resource known) {
        ObjectNode json = known.copy();
        json.setAll((ObjectNode) patch.patch());
        return change(Type.MODIFIED, Resource.of(patch.key(), ++revision, json));
    }

    private Outcome change(Type type, Resource resource) {
        if (type == Type.DELETED) {
            objects.remove(resource.key());
        } else {
            objects.put(resource.key(), resource);
        }
        history.add(new ResourceEvent(type, resource, new Provenance("", "", "", Instant.EPOCH)));
        return new Outcome.Committed(revision, resource.json());
    }

    private Outcome refused(int code, String reason, ResourceKey key) {
        return new Outcome.Refused(new Status(code, reason, reason + ": " + key, null), revision);
    }
}
