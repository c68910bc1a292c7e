package dev.gyre.node;

import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.runtime.MachineInfo;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The kubelet's own Node: created or taken over, its status written, its Lease made once. Afterwards heartbeats travel on
 * the log, and the object is written every five minutes, or when it was found to be gone or to be called unready. After a
 * silence, be it a restart or a pause, it is looked at with each of the next heartbeats: whoever noticed the silence may
 * call the node lost just when it is back.
 */
final class NodeRegistration {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CHECK_EVERY = Duration.ofMinutes(1);
    private static final Duration WRITE_EVERY = Duration.ofMinutes(5);
    private static final int LOOKS_AFTER_SILENCE = 3;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final NodeSettings settings;
    private final KubeletPorts ports;
    private final Mailbox mailbox;
    private final EventRecorder events;
    private final ResourceKey key;
    private @Nullable NodeObject node;
    private Stage stage = Stage.CREATING;
    private boolean isBeating;
    private boolean turnsReady;
    private ObjectNode known = Json.object();
    private Instant writtenAt = Instant.EPOCH;
    private Instant beatAt = Instant.EPOCH;
    private Instant checkAt = Instant.EPOCH;
    private int looksLeft;

    /** What was last asked of the API about the Node. */
    private enum Stage {
        CREATING,
        LABELLING,
        REPORTING
    }

    NodeRegistration(NodeSettings settings, KubeletPorts ports, Mailbox mailbox, EventRecorder events) {
        this.settings = settings;
        this.ports = ports;
        this.mailbox = mailbox;
        this.events = events;
        this.key = ResourceKey.clusterScoped("", "nodes", settings.name());
    }

    /** Takes note of what the machine offers, and answers what pods may know of it. */
    NodeFacts machine(MachineInfo machine) {
        NodeObject known = new NodeObject(settings, machine);
        node = known;
        return new NodeFacts(
                settings.name(),
                settings.hostIp(),
                known.allocatableCpuMillis(),
                known.allocatableMemoryBytes(),
                settings.clusterDns(),
                settings.clusterDomain());
    }

    void register() {
        stage = Stage.CREATING;
        send(new Command.Create(key, node().toCreate(ports.clock().instant()), List.of()));
    }

    /** @return whether the Node is there and says how it is */
    boolean written(Outcome outcome) {
        if (outcome instanceof Outcome.Committed committed) {
            turnsReady = stage == Stage.CREATING || turnsReady;
            known = committed.object();
            return advance();
        }
        int code = outcome instanceof Outcome.Refused refused ? refused.status().code() : 0;
        if (stage == Stage.CREATING && code == CONFLICT) {
            stage = Stage.LABELLING;
            send(new Command.Patch(key, null, Command.PatchType.MERGE, node().labelPatch(), List.of()));
        } else {
            Stage failed = stage;
            mailbox.tellAfter(
                    RETRY,
                    failed == Stage.REPORTING && code != NOT_FOUND
                            ? new KubeletMessage.NodeStatusDue()
                            : new KubeletMessage.FirstListed(List.of()));
        }
        return false;
    }

    private boolean advance() {
        if (stage != Stage.REPORTING) {
            report();
            return false;
        }
        writtenAt = ports.clock().instant();
        makeLease();
        if (!isBeating) {
            isBeating = true;
            events.emitOfNode("Starting", "Starting kubelet.");
            mailbox.tell(new KubeletMessage.HeartbeatDue());
            mailbox.tellAfter(CHECK_EVERY.plus(jitter(CHECK_EVERY)), new KubeletMessage.NodeStatusDue());
        }
        if (turnsReady) {
            turnsReady = false;
            events.emitOfNode("NodeReady", "Node " + settings.name() + " status is now: NodeReady");
        }
        return true;
    }

    private void report() {
        stage = Stage.REPORTING;
        turnsReady |= !NodeObject.isReady(known);
        sendHeartbeat();
        ObjectNode patch = Json.object();
        patch.set("status", node().status(known, ports.clock().instant()));
        send(new Command.Patch(key, "status", Command.PatchType.STRATEGIC, patch, List.of()));
    }

    /** Looks how the Node stands, and writes where it is due or wrong. */
    void refresh() {
        Instant now = ports.clock().instant();
        if (isBeating && !checkAt.isAfter(now)) {
            checkAt = now.plus(CHECK_EVERY);
            mailbox.tellAfter(CHECK_EVERY, new KubeletMessage.NodeStatusDue());
        }
        look();
    }

    /** Before the first heartbeat nothing else would ever look again. */
    private void look() {
        boolean isLookedAtAgain = isBeating;
        ports.api().get(key, 0).whenComplete((found, failure) -> {
            if (failure != null) {
                if (!isLookedAtAgain) {
                    mailbox.tellAfter(RETRY, new KubeletMessage.NodeStatusDue());
                }
                return;
            }
            if (found.isEmpty()) {
                mailbox.tell(new KubeletMessage.FirstListed(List.of()));
            } else {
                mailbox.tell(new KubeletMessage.NodeFound(found.get()));
            }
        });
    }

    void found(ObjectNode object) {
        known = object;
        boolean isOld = Duration.between(writtenAt, ports.clock().instant()).compareTo(WRITE_EVERY) >= 0;
        if (isOld || !NodeObject.isReady(object) || !node().isExtendedAsSaid(object)) {
            report();
        }
    }

    void beat() {
        Instant now = ports.clock().instant();
        boolean wasSilent = Duration.between(beatAt, now).compareTo(HEARTBEAT.multipliedBy(2)) > 0;
        beatAt = now;
        sendHeartbeat();
        looksLeft = wasSilent ? LOOKS_AFTER_SILENCE : Math.max(0, looksLeft - 1);
        if (looksLeft > 0) {
            look();
        }
        mailbox.tellAfter(HEARTBEAT, new KubeletMessage.HeartbeatDue());
    }

    private void sendHeartbeat() {
        ports.heartbeats().send(new Heartbeat(settings.name(), ports.clock().instant()));
    }

    /** Spreads a thousand nodes of one process over the time; the same node always gets the same share. */
    private Duration jitter(Duration period) {
        return Duration.ofMillis(Math.floorMod(settings.name().hashCode(), period.toMillis()));
    }

    /** Its times follow the heartbeats; here it only has to be. Where it is already, nothing happens. */
    private void makeLease() {
        ResourceKey lease = ResourceKey.namespaced("coordination.k8s.io", "leases", "kube-node-lease", settings.name());
        ports.api()
                .execute(
                        new Command.Create(
                                lease,
                                NodeObject.lease(
                                        settings.name(), known, ports.clock().instant()),
                                List.of()),
                        cause());
    }

    private void send(Command command) {
        ports.api()
                .execute(command, cause())
                .thenAccept(outcome -> mailbox.tell(new KubeletMessage.NodeWritten(outcome)));
    }

    private String cause() {
        return "kubelet/nodes/" + settings.name();
    }

    private NodeObject node() {
        return Objects.requireNonNull(node, "the machine is known before the node is registered");
    }
}
