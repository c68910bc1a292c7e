package dev.gyre.actors.persistentvolumeclaim;

import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.storage.LocalPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One claim on its way to a volume: what is to be written next. */
record Binding(VolumeClaim claim, long revision, Instant now, EventCommands events) {

    private static final String OLD_STORAGE_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";

    /** The first that is missing of: the volume is the claim's, says so, the claim names the volume, and says so. */
    Decision step(Volume volume) {
        if (volume.resource().isDeleting() && !claim.isBindCompleted()) {
            return pending(List.of(), "the volume " + volume.name() + " is being deleted");
        }
        if (!volume.isOf(claim)) {
            return Decision.of(List.of(volume.givenTo(claim)), "it gets the volume " + volume.name());
        }
        if (!volume.phase().equals("Bound")) {
            return Decision.of(List.of(), "it waits for the volume " + volume.name() + " to say that it is bound");
        }
        if (!claim.isBindCompleted() || !claim.volumeName().equals(volume.name())) {
            return Decision.of(List.of(naming(volume)), "the volume " + volume.name() + " is its own");
        }
        return bound(volume)
                .map(status -> Decision.of(List.of(status), "it is bound to " + volume.name()))
                .orElse(Decision.NOTHING);
    }

    private Command naming(Volume volume) {
        Resource read = claim.resource();
        ObjectNode object = read.copy();
        ObjectNode annotations = object.withObjectProperty("metadata").withObjectProperty("annotations");
        annotations.put(VolumeClaim.BIND_COMPLETED, "yes");
        if (claim.volumeName().isEmpty()) {
            annotations.put(VolumeClaim.BOUND_BY_CONTROLLER, "yes");
            object.withObjectProperty("spec").put("volumeName", volume.name());
        }
        Resource held = volume.resource();
        return new Command.Update(
                read.key(), null, read.revision(), object, List.of(new Guard.Unchanged(held.key(), held.revision())));
    }

    private Optional<Command> bound(Volume volume) {
        JsonNode spec = volume.resource().json().path("spec");
        StatusWrite status = new StatusWrite(claim.resource())
                .put("phase", "Bound")
                .set("accessModes", spec.path("accessModes").deepCopy());
        // Of a volume that has grown whoever grows it says so, when the claim's part of it has, too; here these are
        // one.
        if (!claim.isBound() || LocalPath.isOne(volume.resource().json())) {
            status.set("capacity", spec.path("capacity").deepCopy());
        }
        return status.command();
    }

    /** It has nothing; what tells why comes beside. */
    Decision pending(List<Command> telling, String reason) {
        return Decision.chains(List.of(status("Pending"), telling), reason);
    }

    /** What it had is gone, which is told once. */
    Decision lost(String reason, String message) {
        List<Command> chain = new ArrayList<>(status("Lost"));
        if (!chain.isEmpty()) {
            chain.add(events.warning(claim.resource(), revision, 0, reason, message, now));
        }
        return Decision.of(chain, message);
    }

    private List<Command> status(String phase) {
        return new StatusWrite(claim.resource())
                .put("phase", phase).without("accessModes").without("capacity").command().stream()
                        .toList();
    }

    Decision asking(String provisioner, List<Command> telling) {
        Resource read = claim.resource();
        String asked = read.annotations().getOrDefault(VolumeClaim.STORAGE_PROVISIONER, "");
        List<Command> chain = new ArrayList<>();
        if (asked.equals(provisioner)) {
            chain.addAll(status("Pending"));
        } else {
            ObjectNode object = read.copy();
            object.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(OLD_STORAGE_PROVISIONER, provisioner)
                    .put(VolumeClaim.STORAGE_PROVISIONER, provisioner);
            chain.add(new Command.Update(read.key(), null, read.revision(), object, List.of()));
        }
        return Decision.chains(List.of(chain, telling), "it waits for a volume made by " + provisioner);
    }
}
