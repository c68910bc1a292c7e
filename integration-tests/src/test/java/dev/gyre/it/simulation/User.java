package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Command.Propagation;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Somebody who does the main job with one Deployment: creates it, lets it roll out or does not wait for that, scales,
 * updates, deletes a pod, kills a container, and deletes it all when told to. What is refused or unanswered is tried again,
 * as a person would.
 */
final class User {

    private final Cluster cluster;
    private final SimulatedProcess process;
    private final SimulatedRuntime runtime;
    private final RandomGenerator random;
    private final ApiClient client;
    private final ResourceKey key;
    private int stepsLeft;
    private int version = 1;
    private boolean isDone;

    User(Cluster cluster, SimulatedRuntime runtime, String namespace, String name) {
        this.cluster = cluster;
        this.runtime = runtime;
        this.random = cluster.simulation.split();
        this.process = cluster.process("user-of-" + name);
        this.client = cluster.adminClient(process);
        this.key = ResourceKey.namespaced("apps", "deployments", namespace, name);
        this.stepsLeft = random.nextInt(4, 12);
    }

    ResourceKey key() {
        return key;
    }

    boolean isDone() {
        return isDone;
    }

    void start() {
        ObjectNode deployment = deployment();
        process.after(
                Duration.ofMillis(random.nextInt(3_000)),
                () -> until("create", () -> new Command.Create(key, deployment, List.of()), this::soon));
    }

    /** Deletes the Deployment; what belongs to it is to follow. */
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
    private void soon() {
        if (random.nextInt(3) == 0) {
            process.after(Duration.ofMillis(random.nextInt(50, 2_500)), this::step);
        } else {
            waitForRollout(cluster.simulation.instant().plusSeconds(random.nextInt(5, 45)));
        }
    }

    private void waitForRollout(java.time.Instant atMost) {
        StoredObject deployment = cluster.ledger.get(key);
        boolean isAsWanted =
                deployment != null && Workload.of(cluster.ledger, deployment).isAsWanted();
        if (isAsWanted || cluster.simulation.instant().isAfter(atMost)) {
            process.after(Duration.ofMillis(random.nextInt(1, 1_500)), this::step);
        } else {
            process.after(Duration.ofMillis(300), () -> waitForRollout(atMost));
        }
    }

    private void step() {
        if (stepsLeft-- == 0) {
            isDone = true;
            return;
        }
        switch (random.nextInt(8)) {
            case 0, 1 -> scale();
            case 2, 3, 4 -> update();
            case 5 -> deletePod();
            case 6 -> killContainer();
            default -> changeLimits();
        }
    }

    private void scale() {
        int replicas = random.nextInt(8);
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("replicas", replicas);
        patch("scale to " + replicas, patch);
    }

    private void update() {
        version = random.nextInt(4) == 0 ? Math.max(1, version - 1) : version + 1;
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

    private void changeLimits() {
        ObjectNode patch = Json.object();
        patch.putObject("spec").putObject("strategy").set("rollingUpdate", limits());
        patch("change limits", patch);
    }

    private void patch(String what, ObjectNode patch) {
        until(what, () -> new Command.Patch(key, null, PatchType.STRATEGIC, patch, List.of()), this::soon);
    }

    private void deletePod() {
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

    private void killContainer() {
        List<String> running = pods().stream()
                .map(pod -> pod.json().path("status").path("containerStatuses").path(0))
                .filter(status -> status.path("state").has("running"))
                .map(status -> status.path("containerID").asString(""))
                .toList();
        if (!running.isEmpty()) {
            cluster.rollouts.interfered(key);
            String id = running.get(random.nextInt(running.size()));
            cluster.simulation.trace("kill container " + id);
            try {
                runtime.exit(id.substring(id.indexOf("://") + 3), 137, false);
                cluster.faults.hit("container killed");
            } catch (dev.gyre.node.runtime.RuntimeRefusal goneMeanwhile) {
                cluster.simulation.trace("it was gone");
            }
        }
        soon();
    }

    private List<StoredObject> pods() {
        StoredObject deployment = cluster.ledger.get(key);
        return deployment == null
                ? List.of()
                : Workload.of(cluster.ledger, deployment).pods();
    }

    /** Until it is certain: a conflict, an overload or silence is no answer. */
    private void until(String what, Supplier<Command> command, Runnable then) {
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

    private ObjectNode limits() {
        int surge = random.nextInt(3);
        int unavailable = surge == 0 ? random.nextInt(1, 3) : random.nextInt(3);
        return Json.object().put("maxSurge", surge).put("maxUnavailable", unavailable);
    }

    private ObjectNode deployment() {
        ObjectNode deployment = Json.object().put("apiVersion", "apps/v1").put("kind", "Deployment");
        deployment.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        ObjectNode spec = deployment.putObject("spec").put("replicas", random.nextInt(1, 6));
        spec.putObject("selector").putObject("matchLabels").put("app", key.name());
        ObjectNode strategy = spec.putObject("strategy").put("type", "RollingUpdate");
        strategy.set("rollingUpdate", limits());
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", key.name());
        ObjectNode podSpec = template.putObject("spec").put("terminationGracePeriodSeconds", random.nextInt(1, 6));
        podSpec.putArray("containers").addObject().put("name", "web").put("image", "web:1");
        return deployment;
    }
}
