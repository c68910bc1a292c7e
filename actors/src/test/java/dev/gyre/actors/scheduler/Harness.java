package dev.gyre.actors.scheduler;

import dev.gyre.actors.Decision;
import dev.gyre.actors.Objects;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A cluster for tests of the scheduler: put nodes and pods in, schedule, see what went where. */
public final class Harness {

    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    final SchedulerReconciler scheduler;
    PersistentClusterView view = PersistentClusterView.EMPTY;
    private long revision;

    Harness(Profile profile) {
        scheduler = new SchedulerReconciler(profile);
    }

    Harness() {
        this(Profile.standard());
    }

    /** A ready node of this size; {@code spec} and {@code labels} as JSON, or empty. */
    public static Resource node(String name, String cpu, String memory, String labels, String spec) {
        String json = """
                {'apiVersion': 'v1', 'kind': 'Node', 'metadata': {'labels': {%s}}, 'spec': {%s}, 'status': {
                'allocatable': {'cpu': '%s', 'memory': '%s', 'pods': '110'},
                'conditions': [{'type': 'Ready', 'status': 'True'}]}}""";
        return Objects.resource("nodes/" + name, 1, json.formatted(labels, spec, cpu, memory));
    }

    public static Resource node(String name, String cpu, String memory) {
        return node(name, cpu, memory, "", "");
    }

    /** A waiting pod of one container that asks for this much; more of its {@code spec} as JSON, or empty. */
    public static Resource pod(String name, String cpu, String memory, String spec) {
        String json = """
                {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {}, 'spec': {
                'containers': [{'name': 'c', 'resources': {'requests': {'cpu': '%s', 'memory': '%s'}}}] %s}}""";
        return Objects.resource(
                "pods/default/" + name, 1, json.formatted(cpu, memory, spec.isEmpty() ? "" : ", " + spec));
    }

    public static Resource pod(String name, String cpu, String memory) {
        return pod(name, cpu, memory, "");
    }

    /** The pod, made by the controller of this uid. */
    public static Resource ownedBy(String uid, Resource pod) {
        ObjectNode json = pod.copy();
        ArrayNode owners = ((ObjectNode) json.get("metadata")).putArray("ownerReferences");
        owners.add(Objects.json("{'uid': '" + uid + "', 'controller': true}"));
        return Resource.of(pod.key(), pod.revision(), json);
    }

    /** The pod, on that node already. */
    public static Resource on(String node, Resource pod) {
        ObjectNode json = pod.copy();
        ((ObjectNode) json.get("spec")).put("nodeName", node);
        return Resource.of(pod.key(), pod.revision(), json);
    }

    public static NodeInfo nodeInfo(Resource node, Resource... pods) {
        return NodeInfo.of(node, java.util.Arrays.stream(pods).map(PodInfo::of).toList());
    }

    Harness with(Resource... resources) {
        for (Resource resource : resources) {
            Resource next = Resource.of(resource.key(), ++revision, resource.json());
            Type type = view.get(next.key()).isEmpty() ? Type.ADDED : Type.MODIFIED;
            apply(new ResourceEvent(type, next, new Provenance("", "", "", NOW)));
        }
        return this;
    }

    Harness without(String subject) {
        Resource last = view.get(ResourceKey.parse(subject)).orElseThrow();
        apply(new ResourceEvent(
                Type.DELETED, Resource.of(last.key(), ++revision, last.json()), new Provenance("", "", "", NOW)));
        return this;
    }

    private void apply(ResourceEvent event) {
        view = view.apply(new Advance(revision, List.of(event)));
    }

    Decision decide() {
        return scheduler.reconcile(scheduler.key(), view, NOW);
    }

    /** Decides, carries the decision out, and says which pod went where. */
    Map<String, String> schedule() {
        Map<String, String> bindings = new TreeMap<>();
        for (Command command : decide().commands()) {
            switch (command) {
                case Command.Bind bind -> {
                    bindings.put(bind.key().name(), bind.nodeName());
                    with(on(bind.nodeName(), view.get(bind.key()).orElseThrow()));
                }
                case Command.Patch patch -> {
                    ObjectNode json = view.get(patch.key()).orElseThrow().copy();
                    json.setAll((ObjectNode) patch.patch().deepCopy());
                    with(Resource.of(patch.key(), 0, json));
                }
                default -> {}
            }
        }
        return bindings;
    }

    /** What pods are told that fit nowhere, by their names. */
    Map<String, String> messages() {
        Map<String, String> messages = new LinkedHashMap<>();
        for (Command command : decide().commands()) {
            if (command instanceof Command.Patch patch) {
                messages.put(
                        patch.key().name(),
                        patch.patch().at("/status/conditions/0/message").asString());
            }
        }
        return messages;
    }
}
