package dev.gyre.it.simulation;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.Topics;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Outcome;
import java.util.HashSet;
import java.util.Set;

/**
 * What every write must have: committed before it is answered; and of a controller's, the epoch of its partition as it stands
 * in that very transaction, and a decision that was on the log before.
 */
final class WriteInvariants {

    private final Simulation simulation;
    private final Ledger ledger;
    private final Faults faults;
    private final Set<String> decisions = new HashSet<>();

    WriteInvariants(Simulation simulation, Ledger ledger, Faults faults) {
        this.simulation = simulation;
        this.faults = faults;
        this.ledger = ledger;
    }

    void appended(Entry entry) {
        if (entry.partition().topic().equals(Topics.DECISIONS)) {
            decisions.add(BornOnTheLog.readDecision(entry).id());
        }
    }

    void answered(Command command, Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            if (refused.status().isEpochOver()) {
                faults.hit("write refused under an old epoch");
            }
            if (refused.status().isGenerationOver()) {
                faults.hit("write refused under an old generation");
            }
            simulation.check(
                    !isDenied(refused) || isAboutAFormerPod(command),
                    "every part may do what it has to do",
                    outcome::toString);
        }
        if (outcome instanceof Outcome.Committed committed) {
            StoreEvent.Changed change = ledger.change(committed.revision());
            simulation.check(
                    change != null && change.key().equals(command.key()),
                    "acknowledged means committed",
                    () -> command.key() + " was acknowledged at " + committed.revision() + ", where there is "
                            + change);
        }
    }

    /** By authorization; admission refuses with the same code what comes too late, such as content for a namespace that goes. */
    private static boolean isDenied(Outcome.Refused refused) {
        return refused.status().code() == 403 && refused.status().message().contains(" cannot ");
    }

    /**
     * Whether this is about a pod whose name another has by now. What a kubelet says again, since no answer came, may meet
     * another node's pod of that name; a node learns no more of it than that it may not.
     */
    private boolean isAboutAFormerPod(Command command) {
        String uid = switch (command) {
            case Command.Delete delete -> delete.uid();
            case Command.Patch patch ->
                patch.patch().path("metadata").path("uid").asString(null);
            default -> null;
        };
        StoredObject now = ledger.get(command.key());
        return command.key().groupResource().equals("pods")
                && uid != null
                && (now == null || !now.uid().equals(uid));
    }

    void committed(Write write) {
        String actor = write.provenance().actor();
        boolean isController =
                actor.equals("system:kube-scheduler") || actor.startsWith("system:serviceaccount:kube-system:");
        if (!isController) {
            return;
        }
        boolean isFenced = write.guards().stream()
                .anyMatch(guard -> guard instanceof Guard.Epoch epoch
                        && ledger.machinery(StoreKeys.epoch(epoch.partition())) == epoch.epoch());
        simulation.check(
                isFenced,
                "no write under an old epoch is accepted",
                () -> write.key() + " by " + actor + " under " + write.guards());
        simulation.check(
                decisions.contains(write.provenance().cause()),
                "a decision is on the log before its first command",
                () -> write.key() + " was written for " + write.provenance().cause());
    }
}
