package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.node.runtime.RuntimeRefusal;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Command.Propagation;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Somebody who works with one object that has pods: creates it, lets what was asked come about or does not wait for that,
 * changes it, deletes a pod, kills a container, and deletes it all when told to. What is refused or unanswered is tried
 * again, as a person would.
 */
abstract class User {

    final Cluster cluster;
    final SimulatedProcess process;
    final RandomGenerator random;
    final ResourceKey key;
    private final SimulatedRuntime runtime;
    private final ApiClient client;
    private int stepsLeft;
    private boolean isDone;

    User(Cluster cluster, SimulatedRuntime runtime, ResourceKey key) {
        this.cluster = cluster;
        this.runtime = runtime;
        this.random = cluster.simulation.split();
        this.process = cluster.process("user-of-" + key.name());
        this.client = cluster.adminClient(process);
        this.key = key;
        this.stepsLeft = random.nextInt(4, 12);
    }

    /** What the user creates. */
    abstract ObjectNode manifest();

    /** One thing that the user does; {@link #soon} goes on after it. */
    abstract void act();

    /** Whether what was asked for has come about, and the object's status says so. */
    abstract boolean isAsWanted(StoredObject object);

    ResourceKey key() {
        return key;
    }

    boolean isDone() {
        return isDone;
    }

    boolean isAsWanted() {
        StoredObject object = cluster.ledger.get(key);
        return object != null && isAsWanted(object);
    }

    /** For a failing run to print. */
    String inWords() {
        StoredObject object = cluster.ledger.get(key);
        return object == null
                ? key + " is gone"
                : key + " " + object.json().path("spec").path("replicas") + " with "
                        + pods().stream().map(pod -> pod.key().name()).toList() + ", status "
                        + object.json().path("status");
    }

    void start() {
        ObjectNode manifest = manifest();
        process.after(
                Duration.ofMillis(random.nextInt(3_000)),
                () -> until("create", () -> new Command.Create(key, manifest, List.of()), this::soon));
    }

    /** Deletes the object; what belongs to it is to follow. */
    void finish() {
        isDone = false;
        Propagation propagation = random.nextBoolean() ? Propagation.BACKGROUND : Propagation.FOREGROUND;
        cluster.rollouts.interfered(key);
        until(
                "delete " + propagation,
                () -> new Command.Delete(key, null, null, propagation, null, List.of()),
                () -> isDone = true);
    }

    /** Goes on after a moment, or when all is as wanted, or in the middle of it. */
    final void soon() {
        if (random.nextInt(3) == 0) {
            process.after(Duration.ofMillis(random.nextInt(50, 2_500)), this::step);
        } else {
            waitForIt(cluster.simulation.instant().plusSeconds(random.nextInt(5, 45)));
        }
    }

    private void waitForIt(Instant atMost) {
        if (isAsWanted() || cluster.simulation.instant().isAfter(atMost)) {
            process.after(Duration.ofMillis(random.nextInt(1, 1_500)), this::step);
        } else {
            process.after(Duration.ofMillis(300), () -> waitForIt(atMost));
        }
    }

    private void step() {
        if (stepsLeft-- == 0) {
            isDone = true;
            return;
        }
        act();
    }

    final void scale(int replicas) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("replicas", replicas);
        patch("scale to " + replicas, patch);
    }

    /** To another version of what runs in the pods. */
    final void update(int version) {
        ObjectNode patch = Json.object();
        patch.putObject("spec")
                .putObject("template")
                .putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "web")
                .put("image", "web:" + version);
        patch("update to " + version, patch);
    }

    final void patch(String what, ObjectNode patch) {
        until(what, () -> new Command.Patch(key, null, PatchType.STRATEGIC, patch, List.of()), this::soon);
    }

    final void deletePod() {
        List<StoredObject> pods = pods();
        if (pods.isEmpty()) {
            soon();
            return;
        }
        StoredObject pod = pods.get(random.nextInt(pods.size()));
        cluster.rollouts.interfered(key);
        until(
                "delete pod " + pod.key().name(),
                () -> {
                    cluster.rollouts.interfered(key);
                    return new Command.Delete(pod.key(), pod.uid(), null, null, null, List.of());
                },
                this::soon);
    }

    final void killContainer() {
        if (endContainer(137)) {
            cluster.faults.hit("container killed");
        }
        soon();
    }

    /** Ends one of the running containers by itself; false where none runs. */
    final boolean endContainer(int exitCode) {
        List<String> running = pods().stream()
                .map(pod -> pod.json().path("status").path("containerStatuses").path(0))
                .filter(status -> status.path("state").has("running"))
                .map(status -> status.path("containerID").asString(""))
                .toList();
        if (running.isEmpty()) {
            return false;
        }
        cluster.rollouts.interfered(key);
        String id = running.get(random.nextInt(running.size()));
        cluster.simulation.trace("container " + id + " ends with " + exitCode);
        try {
            runtime.exit(id.substring(id.indexOf("://") + 3), exitCode, false);
            return true;
        } catch (RuntimeRefusal goneMeanwhile) {
            cluster.simulation.trace("it was gone");
            return false;
        }
    }

    /** The active pods that belong to the object. */
    List<StoredObject> pods() {
        StoredObject owner = cluster.ledger.get(key);
        return owner == null ? List.of() : Workload.activePodsOf(cluster.ledger, owner);
    }

    /** Until it is certain: a conflict, an overload or silence is no answer. */
    final void until(String what, Supplier<Command> command, Runnable then) {
        cluster.simulation.trace(process.name() + ": " + what);
        client.execute(command.get(), "").thenAccept(outcome -> {
            boolean isCertain = switch (outcome) {
                case Outcome.Committed committed -> true;
                case Outcome.Refused refused -> isCertain(command.get(), refused);
                case Outcome.Unknown unknown -> false;
            };
            if (isCertain) {
                then.run();
            } else {
                cluster.simulation.trace(process.name() + ": " + what + ": " + outcome);
                process.after(Duration.ofMillis(random.nextInt(100, 1_500)), () -> until(what, command, then));
            }
        });
    }

    private boolean isCertain(Command command, Outcome.Refused refused) {
        int code = refused.status().code();
        boolean isDoneAlready = code == 409 && command instanceof Command.Create
                || code == 404 && command instanceof Command.Delete
                || code == 409 && command instanceof Command.Delete;
        cluster.simulation.check(
                isDoneAlready || code == 409 || code == 429 || code >= 500,
                "what a user asks is allowed and well-formed",
                () -> refused.status().toString());
        return isDoneAlready;
    }

    /** The manifest but for what is particular: names, labels, and a template of one container. */
    final ObjectNode workload(String kind) {
        ObjectNode object = Json.object().put("apiVersion", "apps/v1").put("kind", kind);
        object.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        ObjectNode spec = object.putObject("spec");
        spec.putObject("selector").putObject("matchLabels").put("app", key.name());
        template(spec).putObject("metadata").putObject("labels").put("app", key.name());
        return object;
    }

    /** With a pod's spec of one container of the first version. */
    final ObjectNode template(ObjectNode spec) {
        ObjectNode template = spec.putObject("template");
        ObjectNode podSpec = template.putObject("spec").put("terminationGracePeriodSeconds", random.nextInt(1, 6));
        podSpec.putArray("containers").addObject().put("name", "web").put("image", "web:1");
        return template;
    }
}
